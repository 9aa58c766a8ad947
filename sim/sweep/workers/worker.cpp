#include "sim/sweep/workers/worker.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <fstream>
#include <limits>
#include <new>
#include <stdexcept>
#include <system_error>

#include "sim/sweep/directory/storage.h"
#include "traces/json/error_words.h"

namespace skipgrid::sweep {
namespace {

using Clock = std::chrono::steady_clock;

/// Exit code of a worker that found no memory: it could not say so in another way.
constexpr int kNoMemory = 99;
constexpr std::size_t kLongestError = 4000;

/// What a worker sends; the text of the error follows.
struct Message {
  Outcome outcome = Outcome::done;
  double seconds = 0;
  double cpu_seconds = 0;
};

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}
double cpu_seconds(const rusage& usage) { return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime); }
double own_cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return cpu_seconds(usage);
}
double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// The limit is on top of what is mapped already, most of which is libraries that a point does not use.
void limit_memory(std::int64_t mib) {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  const auto mapped = pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  if (static_cast<std::uint64_t>(mib) > (std::numeric_limits<std::uint64_t>::max() - mapped) >> 20) return;
  const rlim_t most = mapped + (static_cast<rlim_t>(mib) << 20);
  const rlimit limit{most, most};
  ::setrlimit(RLIMIT_AS, &limit);
}

Message perform(const Task& task, std::uint32_t number, std::string& error) {
  Message message;
  const Clock::time_point start = Clock::now();
  const double cpu = own_cpu_seconds();
  const auto failed = [&](Outcome outcome, const std::string& what) {
    message.outcome = outcome;
    error = what;
  };
  try {
    task(number);
  } catch (const StorageError& storage) {
    failed(Outcome::storage, storage.what());
  } catch (const std::bad_alloc&) {
    failed(Outcome::memory, "not enough memory");
  } catch (const std::exception& other) {
    failed(Outcome::error, error_words(other));
  }
  message.seconds = seconds_since(start);
  message.cpu_seconds = own_cpu_seconds() - cpu;
  return message;
}

void send_message(int socket, const Message& message, const std::string& error) {
  std::string bytes(sizeof message, '\0');
  std::memcpy(bytes.data(), &message, sizeof message);
  bytes += error.substr(0, kLongestError);
  ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

/// The last line that is not empty.
std::string last_line(int file) {
  std::array<char, 4096> text{};
  const off_t size = ::lseek(file, 0, SEEK_END);
  const off_t from = std::max<off_t>(0, size - static_cast<off_t>(text.size()));
  const ssize_t count = ::pread(file, text.data(), text.size(), from);
  std::string tail(text.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
  tail.erase(tail.find_last_not_of(" \n\r\t") + 1);
  return tail.substr(tail.rfind('\n') + 1);
}

}  // namespace

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::done: return "done";
    case Outcome::error: return "error";
    case Outcome::memory: return "memory";
    case Outcome::crashed: return "crashed";
    case Outcome::timeout: return "timeout";
    case Outcome::storage: return "storage";
  }
  throw std::invalid_argument("not an outcome");
}

Worker::Worker(const std::function<Task()>& make_task, const Limits& limits, const std::vector<int>& not_inherited)
    : limits_(limits), output_(::memfd_create("skipgrid-worker", MFD_CLOEXEC)) {
  std::array<int, 2> ends{};
  // Whole messages, and the end of either process is seen by the other.
  if (!output_.is_open() || ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
    throw std::system_error(errno, std::generic_category(), "a worker cannot be started");
  socket_.reset(ends[0]);
  const pid_t parent = ::getpid();
  process_ = ::fork();
  if (process_ < 0) {
    const int why = errno;
    ::close(ends[1]);
    throw std::system_error(why, std::generic_category(), "a worker cannot be started");
  }
  if (process_ > 0) {
    ::close(ends[1]);
    return;
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(0);
  for (const int descriptor : not_inherited) ::close(descriptor);
  socket_.close();
  serve(make_task, ends[1]);
}

Worker::~Worker() {
  double ignored = 0;
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  reap(ignored);
}

void Worker::serve(const std::function<Task()>& make_task, int socket) const noexcept {
  // Ctrl-C reaches the whole group of processes; the parent decides. Whatever the parent does when it crashes itself is
  // not for a worker to do.
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) ::signal(number, SIG_IGN);
  for (const int number : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL}) ::signal(number, SIG_DFL);
  ::dup2(output_.value(), STDOUT_FILENO);
  ::dup2(output_.value(), STDERR_FILENO);
  if (limits_.memory_mib) limit_memory(*limits_.memory_mib);
  // Wherever memory ends, also where an exception would not come through: this process is done for.
  std::set_new_handler([] { ::_exit(kNoMemory); });
  const Task task = make_task();
  std::uint32_t number = 0;
  while (::recv(socket, &number, sizeof number, 0) == sizeof number) {
    if (::ftruncate(output_.value(), 0) != 0 || ::lseek(output_.value(), 0, SEEK_SET) != 0) break;
    std::string error;
    const Message message = perform(task, number, error);
    send_message(socket, message, error);
    // After a failure nobody knows what state is left behind.
    if (message.outcome != Outcome::done) break;
  }
  ::_exit(0);
}

bool Worker::start(std::uint32_t task) {
  if (::send(socket_.value(), &task, sizeof task, MSG_NOSIGNAL) != sizeof task) return false;
  task_ = task;
  start_ = Clock::now();
  return true;
}

TaskReport Worker::finished() {
  TaskReport report;
  report.task = *task_;
  report.seconds = seconds_since(start_);
  task_.reset();
  return report;
}

TaskReport Worker::receive() {
  std::string bytes(sizeof(Message) + kLongestError, '\0');
  const ssize_t size = ::recv(socket_.value(), bytes.data(), bytes.size(), 0);
  TaskReport report = finished();
  double cpu = 0;
  if (size < static_cast<ssize_t>(sizeof(Message))) {
    const int status = reap(cpu);
    TaskReport end = report_of_end(status, cpu);
    end.task = report.task;
    end.seconds = report.seconds;
    return end;
  }
  Message message;
  std::memcpy(&message, bytes.data(), sizeof message);
  report.outcome = message.outcome;
  report.error.assign(bytes, sizeof message, static_cast<std::size_t>(size) - sizeof message);
  report.seconds = message.seconds;
  report.cpu_seconds = message.cpu_seconds;
  reported_cpu_ += message.cpu_seconds;
  if (report.outcome != Outcome::done) reap(cpu);
  return report;
}

std::optional<Clock::time_point> Worker::deadline() const {
  // A limit beyond what the clock can count is none.
  const std::chrono::duration<double> most = Clock::time_point::max() - start_;
  if (!task_ || !limits_.seconds || !(*limits_.seconds < most.count() / 2)) return std::nullopt;
  return start_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(*limits_.seconds));
}

TaskReport Worker::expire() {
  ::kill(process_, SIGKILL);
  double cpu = 0;
  reap(cpu);
  TaskReport report = finished();
  report.outcome = Outcome::timeout;
  report.error = fmt::format("took longer than {} s", *limits_.seconds);
  report.cpu_seconds = cpu;
  return report;
}

/// Waits for the end of the process: its status, and its CPU time since the last report.
int Worker::reap(double& cpu) {
  int status = 0;
  rusage usage{};
  while (::wait4(process_, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  process_ = -1;
  cpu = cpu_seconds(usage) - reported_cpu_;
  return status;
}

TaskReport Worker::report_of_end(int status, double cpu) {
  TaskReport report;
  report.cpu_seconds = cpu;
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNoMemory) {
    report.outcome = Outcome::memory;
    report.error = limits_.memory_mib ? fmt::format("needed more than {} MiB of memory", *limits_.memory_mib)
                                      : "not enough memory";
    return report;
  }
  report.outcome = Outcome::crashed;
  report.error = WIFSIGNALED(status)
                     ? fmt::format("crashed: signal {} ({})", WTERMSIG(status), ::strsignal(WTERMSIG(status)))
                     : fmt::format("crashed: exit code {}", WEXITSTATUS(status));
  const std::string words = last_line(output_.value());
  if (!words.empty()) report.error += ": " + words;
  return report;
}

}  // namespace skipgrid::sweep
