// Words for what the orchestration did: timeouts, cancellations, concurrency limits, child runs.
#include <array>

#include "analysis/failures/rules.h"

namespace lakecode::analysis {
namespace {

using enum Weight;
using enum Role;

constexpr auto kRules = std::to_array<Rule>({
    {"run_timeout", Exact,
     "<run>|<task>|<job>|execution|notebook|command|workload|attempt & exceeded|exceeds|timed out|timeout|"
     "longer than|maximum duration|reached & timeout|duration|time limit|time out|timed out|allowed time|"
     "configured maximum|max run & !connection & !connect timed & !socket & !broadcast & !bootstrap & !query timeout & "
     "!futures & !init script & !heartbeat & !fetch & !pool & !http & !host & !metastore & !warehouse & !stage & "
     "!kafka",
     Symptom},
    {"run_timeout", Exact,
     "maximum run duration|configured timeout|timeout seconds|run timed out|task timed out|"
     "job timed out|execution timed out|run time limit|timed out after & !connection & !init script & "
     "!broadcast & !pool & !futures & !host & !fetch & !heartbeat & !connect & !http & !warehouse",
     Symptom},
    {"user_cancelled", Exact,
     "cancel|cancelled|canceled|stopped|killed|terminated|aborted & by user|by the user|by a user|"
     "user request|on request of|by admin|user initiated|manually|through the ui|from the ui|"
     "api request by|by service principal|by bot|by operator|requested by|by principal & !preempt & !stage & !idle"},
    {"user_cancelled", Specific,
     "run was cancelled|run cancelled|run was canceled|run canceled|usercancelled|"
     "user cancelled|user canceled|user request|cancelled by|canceled by & !stage & !broadcast & !timeout & "
     "!job aborted & !because a task & !upstream"},
    {"user_cancelled", Generic,
     "keyboardinterrupt|command was cancelled|query was cancelled|statement was canceled|"
     "execution was cancelled|command cancelled|operation was cancelled|cancelled|canceled & !timeout & !stage & !job "
     "group & "
     "!broadcast & !sibling & !upstream & !because & !cancellationexception & !slow & !budget & !context & "
     "!sparkexception & !<job> & !<stage>"},
    {"max_concurrent_runs", Exact,
     "concurrent runs|maximum concurrent|max concurrent|concurrency limit|active run for the same job|"
     "active run of this job|queue size|job queue & reach|exceed|limit|skip|already|maximum|full & "
     "!throttl & !429"},
    {"max_concurrent_runs", Exact,
     "active task runs|active runs|parallel runs|simultaneous runs|concurrent task runs|"
     "running jobs|concurrently running & limit|quota|reach|maximum|exceed|already"},
    {"upstream_task_failed", Specific,
     "child run|child job|triggered run|run job|triggered job|sub job|downstream job|subworkflow|"
     "runjob|launched job|invoked job|called job|started run|run job task & fail|did not succeed|"
     "not successful|unsuccessful|ended with|completed with|terminated|internal error|timed out|"
     "timedout|cancel & !not started & !rate & !too many"},
    {"upstream_task_failed", Specific,
     "triggered|launched|invoked|nested|referenced|dependent|of job|that job|sub run & <run>|<job>|pipeline "
     "update|<update> & "
     "fail|did not succeed|unsuccessful|terminated with|status failed & !cluster & !task run id & !stage & "
     "!sparkexception & !message: workload & !library & !init script & !rate limit & !node & !git & !driver & "
     "!unauthor & !event"},
    {"upstream_task_failed", Specific,
     "pipeline|update & see the event log|see the pipeline|pipeline event log|"
     "check the pipeline & fail"},
});

}  // namespace

std::span<const Rule> orchestration_rules() {
  return kRules;
}

}  // namespace lakecode::analysis
