#include "sim/sweep/directory/directory_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "traces/input_error.h"

namespace skipgrid::sweep {
namespace {

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

std::string content(int file) {
  std::array<char, 512> text{};
  const ssize_t size = ::pread(file, text.data(), text.size() - 1, 0);
  std::string line(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  return line.substr(0, line.find('\n'));
}

int lock(int file, int how) {
  int result = 0;
  do {
    result = ::flock(file, how);
  } while (result != 0 && errno == EINTR);
  return result;
}

/// For people.
std::string holder(int file) {
  const std::string line = content(file);
  return line.empty() ? "another process" : line;
}

}  // namespace

std::string holder_of(const std::string& file) {
  const traces::FileDescriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor.is_open() || lock(descriptor.value(), LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return "";
  return holder(descriptor.value());
}

DirectoryLock::DirectoryLock(const std::string& file, Kind kind)
    : file_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666)) {
  if (!file_.is_open()) throw InputError(file, fmt::format("cannot be opened: {}", std::strerror(errno)));
  const int how = kind == Kind::shared ? LOCK_SH : LOCK_EX;
  if (lock(file_.value(), kind == Kind::waiting ? how : how | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) throw InputError(file, fmt::format("cannot be locked: {}", std::strerror(errno)));
    throw InputError(file, "is held by " + holder(file_.value()));
  }
  const std::string line = fmt::format("process {} on {}\n", ::getpid(), host_name());
  // Who holds it is for people: where it cannot be written the lock holds all the same.
  if (::ftruncate(file_.value(), 0) == 0) (void)!::pwrite(file_.value(), line.data(), line.size(), 0);
}

}  // namespace skipgrid::sweep
