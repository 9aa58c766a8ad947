#include "traces/file_stream.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

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

}  // namespace

FileDescriptor::~FileDescriptor() { close(); }

void FileDescriptor::reset(int fd) {
  close();
  fd_ = fd;
}

bool FileDescriptor::close() {
  const int fd = std::exchange(fd_, -1);
  return fd < 0 || ::close(fd) == 0;
}

FileSource::FileSource(const std::string& path) : path_(path), file_(open_retrying(path, O_RDONLY)) {
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
  return static_cast<std::size_t>(count);
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

FileSink::FileSink(const std::string& path) {
  const auto refuse = [&path](const std::string& why) { throw InputError(path, "cannot be written: " + why); };
  if (path.empty()) refuse("the file name is empty");

  std::error_code error;
  target_ = std::filesystem::weakly_canonical(path, error).string();
  if (error) target_ = path;

  struct stat status {};
  if (::stat(target_.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) refuse("it is a directory");
    if (::access(target_.c_str(), W_OK) != 0) refuse(reason());
    if (!S_ISREG(status.st_mode)) {
      file_.reset(open_retrying(target_, O_WRONLY));
      if (!file_.is_open()) refuse(reason());
      return;
    }
  }
  const std::string stem = target_ + ".partial-" + std::to_string(::getpid()) + "-";
  for (int attempt = 0; !file_.is_open(); ++attempt) {
    temporary_ = stem + std::to_string(attempt);
    file_.reset(open_retrying(temporary_, O_WRONLY | O_CREAT | O_EXCL, 0666));
    if (!file_.is_open() && (errno != EEXIST || attempt == 1000)) refuse(reason());
  }
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

void FileSink::finish() {
  if (!file_.close()) fail();
  if (temporary_.empty()) return;
  if (std::rename(temporary_.c_str(), target_.c_str()) != 0) fail();
  temporary_.clear();
}

void FileSink::fail() const { throw std::runtime_error(target_ + ": writing failed: " + reason()); }

}  // namespace skipgrid::traces
