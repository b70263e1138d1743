#include "base/child_process.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdint>

#include "base/files.h"

namespace lakecode::child {

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    close();
    number_ = std::exchange(other.number_, -1);
  }
  return *this;
}

void Descriptor::close() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

Result<Pipe> make_pipe() {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) return files::error_from_errno(errno, "make pipe", {});
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

ExecImage::ExecImage(const ProcessSpec& spec)
    : program_(spec.program.string()), folder_(spec.working_folder.string()), arguments_(spec.arguments) {
  arguments_.insert(arguments_.begin(), program_);
  for (const auto& [name, value] : spec.environment) environment_.push_back(name + "=" + value);
  for (auto& argument : arguments_) argv_.push_back(argument.data());
  for (auto& variable : environment_) envp_.push_back(variable.data());
  argv_.push_back(nullptr);
  envp_.push_back(nullptr);
}

int ExecImage::execute(int input, int output, int error_output, bool ignore_broken_pipe) {
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGCHLD, SIGTSTP, SIGTTIN, SIGTTOU, SIGWINCH}) {
    ::signal(number, number == SIGPIPE && ignore_broken_pipe ? SIG_IGN : SIG_DFL);
  }
  if (!folder_.empty() && ::chdir(folder_.c_str()) != 0) return errno;
  // The originals close on exec; a copy onto 0, 1 or 2 does not.
  if (::dup2(input, STDIN_FILENO) < 0 || ::dup2(output, STDOUT_FILENO) < 0 || ::dup2(error_output, STDERR_FILENO) < 0) {
    return errno;
  }
  ::execve(program_.c_str(), argv_.data(), envp_.data());
  return errno;
}

Result<Descriptor> make_input(const std::string& content) {
  if (content.empty()) {
    Descriptor null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!null.is_open()) return files::error_from_errno(errno, "open", "/dev/null");
    return null;
  }
  // A memory file needs no writer loop and cannot raise SIGPIPE when the child does not read.
  Descriptor memory(::memfd_create("lakecode-input", MFD_CLOEXEC));
  if (!memory.is_open()) return files::error_from_errno(errno, "make input file", {});
  std::string_view rest = content;
  while (!rest.empty()) {
    const ssize_t written = ::write(memory.number(), rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return files::error_from_errno(errno, "write input file", {});
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  ::lseek(memory.number(), 0, SEEK_SET);
  return memory;
}

Error start_failure(int number, const ProcessSpec& spec) {
  Error error = files::error_from_errno(number, "start", spec.program);
  if (number == ENOENT) {
    std::error_code ignored;
    const bool folder_missing = !spec.working_folder.empty() && !std::filesystem::exists(spec.working_folder, ignored);
    error.reason = folder_missing ? "the working folder " + spec.working_folder.string() + " does not exist"
                                  : "there is no such program";
  }
  if (number == ENOEXEC) error.code = ErrorCode::InvalidArgument;
  return error;
}

Result<Descriptor> make_wake() {
  Descriptor wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!wake.is_open()) return files::error_from_errno(errno, "make event", {});
  return wake;
}

void ring(int wake) noexcept {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(wake, &one, sizeof one);
}

int poll_timeout(const CallContext& ctx) {
  if (ctx.deadline == SteadyTime::max()) return -1;
  // One more than what is left: waking just before the deadline would poll in a tight loop.
  const auto left = ctx.remaining().count();
  return left >= INT_MAX ? INT_MAX : static_cast<int>(left) + 1;
}

}  // namespace lakecode::child
