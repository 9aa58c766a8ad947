#include "traces/files/file_stream.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "traces/files/waiting_signals.h"
#include "traces/input_error.h"

namespace skipgrid::traces {

namespace {

std::string reason() { return std::strerror(errno); }

int open_retrying(const std::string& path, int flags, mode_t mode = 0) {
  int fd = -1;
  do {
    fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (fd < 0 && errno == EINTR);
  return fd;
}

bool is_named(int fd, const std::string& name) {
  struct stat open {
  }, named{};
  return ::fstat(fd, &open) == 0 && ::lstat(name.c_str(), &named) == 0 && open.st_dev == named.st_dev &&
         open.st_ino == named.st_ino;
}

/// The path with the links on the way to it resolved, and with `follow` what it is a link to.
std::string resolved(const std::string& path, bool follow) {
  std::error_code error;
  const std::filesystem::path whole(path);
  const std::filesystem::path on_the_way =
      std::filesystem::weakly_canonical(follow || !whole.has_filename() ? whole : whole.parent_path(), error);
  if (error) return path;
  return (follow || !whole.has_filename() ? on_the_way : on_the_way / whole.filename()).string();
}

/// A file that no living writer has: new, or left by one that was killed, whose lock went with it on whatever host it
/// was. -1 with errno EEXIST when another has it.
int open_unowned(const std::string& name) {
  FileDescriptor file(open_retrying(name, O_WRONLY | O_CREAT | O_EXCL, 0666));
  const bool is_new = file.is_open();
  if (!is_new) {
    if (errno != EEXIST) return -1;
    file.reset(open_retrying(name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK));
  }
  const bool locked = file.is_open() && ::flock(file.value(), LOCK_EX | LOCK_NB) == 0;
  // A file system without locks: whoever has made the file has it, and what is left behind stays.
  const bool lockless = is_new && !locked && errno != EWOULDBLOCK;
  // Between the two calls the other may have finished: then what is open is its result.
  if ((locked || lockless) && is_named(file.value(), name) && ::ftruncate(file.value(), 0) == 0) return file.release();
  errno = EEXIST;
  return -1;
}

}  // namespace

FileDescriptor::~FileDescriptor() { close(); }

void FileDescriptor::reset(int fd) {
  close();
  fd_ = fd;
}

int FileDescriptor::release() { return std::exchange(fd_, -1); }

bool FileDescriptor::close() {
  const int fd = release();
  return fd < 0 || ::close(fd) == 0;
}

FileSource::FileSource(const std::string& path, std::optional<std::uint64_t> expected)
    : path_(path), file_(open_retrying(path, O_RDONLY)), expected_(expected) {
  if (file_.value() < 0) throw InputError(path, "cannot be read: " + reason());
  struct stat status {};
  if (::fstat(file_.value(), &status) == 0 && S_ISDIR(status.st_mode)) {
    throw InputError(path, "cannot be read: it is a directory");
  }
}

std::size_t FileSource::read_file(char* data, std::size_t size) {
  ssize_t count = 0;
  do {
    count = ::read(file_.value(), data, size);
  } while (count < 0 && errno == EINTR);
  if (count < 0) throw InputError(path_, "cannot be read: " + reason());
  if (expected_) checksum_.add({data, static_cast<std::size_t>(count)});
  if (expected_ && count == 0 && size > 0) check_end();
  return static_cast<std::size_t>(count);
}

void FileSource::check_end() const {
  if (checksum_.value() != *expected_)
    throw InputError(path_, fmt::format("has changed since it was looked at: its content is {} now, it was {}",
                                        checksum_text(checksum_.value()), checksum_text(*expected_)));
}

std::string FileSource::peek(std::size_t size) {
  std::size_t have = 0;
  peeked_.resize(size);
  while (have < size) {
    const std::size_t count = read_file(peeked_.data() + have, size - have);
    if (count == 0) break;
    have += count;
  }
  peeked_.resize(have);
  return peeked_;
}

std::size_t FileSource::read(char* data, std::size_t size) {
  if (peeked_.empty()) return read_file(data, size);
  const std::size_t count = std::min(size, peeked_.size());
  std::memcpy(data, peeked_.data(), count);
  peeked_.erase(0, count);
  return count;
}

FileSink::FileSink(const std::string& path, Links links) {
  const auto refuse = [&path](const std::string& why) { throw InputError(path, "cannot be written: " + why); };
  if (path.empty()) refuse("the file name is empty");

  target_ = resolved(path, links == Links::follow);
  struct stat status {};
  if (::lstat(target_.c_str(), &status) == 0 && !S_ISLNK(status.st_mode)) {
    if (S_ISDIR(status.st_mode)) refuse("it is a directory");
    if (::access(target_.c_str(), W_OK) != 0) refuse(reason());
    if (!S_ISREG(status.st_mode)) {
      if (links == Links::replace) refuse("it is a device or a pipe");
      file_.reset(open_retrying(target_, O_WRONLY));
      if (!file_.is_open()) refuse(reason());
      return;
    }
  }
  // One that ends the program must find on the list what has been opened.
  const WaitingSignals until_listed;
  for (int attempt = 0; !file_.is_open(); ++attempt) {
    temporary_ = fmt::format("{}.partial-{}", target_, attempt);
    file_.reset(open_unowned(temporary_));
    if (!file_.is_open() && (errno != EEXIST || attempt == 1000)) refuse(reason());
  }
  unfinished_.emplace(temporary_);
}

FileSink::~FileSink() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void FileSink::write(const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t count = ::write(file_.value(), data, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) fail();
    data += count;
    size -= static_cast<std::size_t>(count);
  }
}

void FileSink::finish(Durability durability) {
  const bool renamed = !temporary_.empty(), synced = renamed && durability == Durability::disk;
  if (synced && ::fsync(file_.value()) != 0) fail();
  // Late errors come when a file is closed, and it must stay locked for as long as it has its temporary name.
  const FileDescriptor lock(renamed ? ::fcntl(file_.value(), F_DUPFD_CLOEXEC, 0) : -1);
  if (renamed && !lock.is_open()) fail();
  if (!file_.close()) fail();
  if (!renamed) return;
  if (std::rename(temporary_.c_str(), target_.c_str()) != 0) fail();
  temporary_.clear();
  unfinished_.reset();
  if (!synced) return;
  const std::string directory = std::filesystem::path(target_).parent_path().string();
  const FileDescriptor entry(open_retrying(directory.empty() ? "." : directory, O_RDONLY | O_DIRECTORY));
  if (!entry.is_open() || ::fsync(entry.value()) != 0) fail();
}

void FileSink::fail() const { throw std::runtime_error(target_ + ": writing failed: " + reason()); }

void replace_file(const std::string& path, std::string_view bytes, Durability durability) {
  std::optional<FileSink> sink;
  try {
    sink.emplace(path, Links::replace);
  } catch (const InputError& error) {
    throw std::runtime_error(error.what());
  }
  sink->write(bytes.data(), bytes.size());
  sink->finish(durability);
}

}  // namespace skipgrid::traces
