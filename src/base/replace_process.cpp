#include <unistd.h>

#include <csignal>

#include "base/child_process.h"
#include "base/process.h"

namespace lakecode {

Error replace_process(const ProcessSpec& spec) {
  child::ExecImage image(spec);
  // The signals this program blocks for its own waiting thread must reach the new one.
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, nullptr);
  return child::start_failure(image.execute(STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, false), spec);
}

}  // namespace lakecode
