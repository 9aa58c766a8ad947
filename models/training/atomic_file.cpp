#include "models/training/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace skipgrid::models {

namespace {

[[noreturn]] void fail(const std::string& path) { throw std::system_error(errno, std::generic_category(), path); }

class Descriptor {
 public:
  Descriptor(const std::string& path, int flags) : path_(path), number_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {
    if (number_ < 0) fail(path);
  }
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  void write(const std::string& bytes) const {
    for (std::size_t done = 0; done < bytes.size();) {
      const ssize_t count = ::write(number_, bytes.data() + done, bytes.size() - done);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail(path_);
      done += static_cast<std::size_t>(count);
    }
  }
  void sync() const {
    if (::fsync(number_) != 0) fail(path_);
  }

 private:
  std::string path_;
  int number_;
};

}  // namespace

void write_atomically(const std::string& path, const std::string& bytes) {
  const std::string temporary = path + ".part";
  {
    const Descriptor file(temporary, O_WRONLY | O_CREAT | O_TRUNC);
    file.write(bytes);
    file.sync();
  }
  if (::rename(temporary.c_str(), path.c_str()) != 0) fail(path);
  const std::string directory = std::filesystem::path(path).parent_path().string();
  Descriptor(directory.empty() ? "." : directory, O_RDONLY | O_DIRECTORY).sync();
}

}  // namespace skipgrid::models
