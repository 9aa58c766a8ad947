#include "sim/experiment/parallel/task_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>

#include "sim/experiment/parallel/carried_error.h"

namespace skipgrid::sim {
namespace {

// The first byte of a message.
constexpr char kResult = 'r', kError = 'e';
constexpr std::size_t kPiece = std::size_t{64} << 10;

std::string message_of(const std::function<std::string()>& perform) {
  try {
    return kResult + perform();
  } catch (...) {
    return kError + bytes_of_error(std::current_exception());
  }
}

bool write_all(int pipe, const std::string& bytes) {
  for (std::size_t written = 0; written < bytes.size();) {
    const ssize_t count = ::write(pipe, bytes.data() + written, bytes.size() - written);
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) written += static_cast<std::size_t>(count);
  }
  return true;
}

}  // namespace

TaskProcess::TaskProcess(std::size_t task, const std::function<std::string()>& perform) : task_(task) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    throw std::system_error(errno, std::generic_category(), "a process cannot be started");
  pipe_.reset(ends[0]);
  const pid_t parent = ::getpid();
  process_ = ::fork();
  if (process_ == 0) {
    // However the parent ends, so does this process; Ctrl-C reaches both.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    pipe_.close();
    serve(perform, ends[1]);
  }
  const int why = errno;
  ::close(ends[1]);
  if (process_ < 0) throw std::system_error(why, std::generic_category(), "a process cannot be started");
}

TaskProcess::~TaskProcess() {
  if (ended()) return;
  ::kill(process_, SIGKILL);
  reap();
}

void TaskProcess::serve(const std::function<std::string()>& perform, int pipe) noexcept {
  // Without the parent's exit handlers and buffers: what those hold is the parent's to write.
  ::_exit(write_all(pipe, message_of(perform)) ? 0 : 1);
}

void TaskProcess::read() {
  const std::size_t size = message_.size();
  message_.resize(size + kPiece);
  const ssize_t count = ::read(pipe_.value(), message_.data() + size, kPiece);
  const bool interrupted = count < 0 && errno == EINTR;
  message_.resize(size + (count > 0 ? static_cast<std::size_t>(count) : 0));
  if (count <= 0 && !interrupted) reap();
}

void TaskProcess::reap() {
  while (::waitpid(process_, &status_, 0) < 0 && errno == EINTR) {
  }
  process_ = -1;
  pipe_.close();
}

bool TaskProcess::failed() const { return status_ != 0 || message_.empty() || message_.front() != kResult; }

std::string TaskProcess::result(const std::string& name) const {
  if (WIFSIGNALED(status_))
    throw std::runtime_error(fmt::format("{}: its process was ended by signal {} ({})", name, WTERMSIG(status_),
                                         ::strsignal(WTERMSIG(status_))));
  if (status_ != 0 || message_.empty())
    throw std::runtime_error(
        fmt::format("{}: its process ended with exit code {} and no result", name, WEXITSTATUS(status_)));
  if (message_.front() == kError) throw_carried(message_.substr(1));
  return message_.substr(1);
}

}  // namespace skipgrid::sim
