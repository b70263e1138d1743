// Drives a workspace through the official Go SDK with the calls that the official CLI makes for bundles: who am I, the
// root folder and its lock, files, state, resources of each type, runs, generate and destroy. Prints one line a step,
// "ok NAME" or "FAIL NAME: why", and ends with 1 when one failed. The steps follow each other: a later one may need an
// earlier one. DATABRICKS_HOST and DATABRICKS_TOKEN say where.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/databricks/databricks-sdk-go"
	"github.com/databricks/databricks-sdk-go/apierr"
	"github.com/databricks/databricks-sdk-go/client"
)

// suite is what the steps share.
type suite struct {
	ctx  context.Context
	w    *databricks.WorkspaceClient
	api  *client.DatabricksClient
	user string
	root string
	jobs map[string]int64
	ids  map[string]string
}

type step struct {
	name string
	run  func(*suite) error
}

// refused says whether err is an API error with this status and code ("" for any).
func refused(err error, status int, code string) error {
	var api *apierr.APIError
	if !errors.As(err, &api) {
		return fmt.Errorf("expected HTTP %d, got %v", status, err)
	}
	if api.StatusCode != status || (code != "" && api.ErrorCode != code) {
		return fmt.Errorf("expected HTTP %d %s, got %d %s: %s", status, code, api.StatusCode, api.ErrorCode, api.Message)
	}
	return nil
}

func equal[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%s: got %v, want %v", what, got, want)
	}
	return nil
}

// first is the first error that is one.
func first(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

func main() {
	w, err := databricks.NewWorkspaceClient(&databricks.Config{RateLimitPerSecond: 1000})
	if err != nil {
		fmt.Println("FAIL configuration:", err)
		os.Exit(1)
	}
	api, err := client.New(w.Config)
	if err != nil {
		fmt.Println("FAIL configuration:", err)
		os.Exit(1)
	}
	s := &suite{ctx: context.Background(), w: w, api: api, jobs: map[string]int64{}, ids: map[string]string{}}
	failed := false
	for _, steps := range [][]step{deploySteps, resourceSteps, runSteps, destroySteps} {
		for _, one := range steps {
			if err := one.run(s); err != nil {
				failed = true
				fmt.Printf("FAIL %s: %s\n", one.name, strings.ReplaceAll(err.Error(), "\n", " "))
			} else {
				fmt.Println("ok", one.name)
			}
		}
	}
	if failed {
		os.Exit(1)
	}
}
