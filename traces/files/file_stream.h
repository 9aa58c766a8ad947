// Files as byte streams. An output file appears under its name only when it is complete.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "traces/files/byte_stream.h"
#include "traces/files/checksum.h"
#include "traces/files/unfinished_files.h"

namespace skipgrid::traces {

/// A file descriptor that closes itself.
class FileDescriptor {
 public:
  explicit FileDescriptor(int fd = -1) : fd_(fd) {}
  ~FileDescriptor();
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int value() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  void reset(int fd);
  /// Hands the descriptor over: whoever gets it closes it.
  int release();
  /// Closes now; false (with errno set) when the system reports a late error.
  bool close();

 private:
  int fd_;
};

class FileSource : public ByteSource {
 public:
  /// With `expected`, the end is only reached when the bytes read have this checksum: read() throws InputError when it
  /// is another content. Throws InputError when the file cannot be opened.
  explicit FileSource(const std::string& path, std::optional<std::uint64_t> expected = std::nullopt);
  std::size_t read(char* data, std::size_t size) override;
  /// The first bytes of the file, at most `size`, without taking them. Call before the first read().
  std::string peek(std::size_t size);

 private:
  std::size_t read_file(char* data, std::size_t size);
  void check_end() const;

  std::string path_;
  FileDescriptor file_;
  std::optional<std::uint64_t> expected_;
  Checksum checksum_;
  std::string peeked_;
};

/// Where a file is when it counts as written: with the system, whatever becomes of the program, or on the disk,
/// whatever becomes of the machine.
enum class Durability { system, disk };

/// What becomes of a symbolic link where a file is to be: who names a file may name a link to it; a file whose name the
/// program chose takes the link's place, so that nobody's link leads it elsewhere.
enum class Links { follow, replace };

/// Writes beside `path` under a temporary name, PATH.partial-N; finish() renames it to `path`. Destroyed without
/// finish(), or when a signal ends the program, it leaves nothing behind and a file that was there before stays as it
/// was. What a writer that was killed has left is taken over by the next one of the same file. A device or pipe is
/// written to directly, unless links are replaced: then it is refused.
class FileSink : public ByteSink {
 public:
  /// Throws InputError when `path` cannot be written to.
  explicit FileSink(const std::string& path, Links links = Links::follow);
  ~FileSink() override;
  void write(const char* data, std::size_t size) override;
  void finish() override { finish(Durability::system); }
  void finish(Durability durability);

 private:
  [[noreturn]] void fail() const;

  std::string target_;     // links resolved
  std::string temporary_;  // empty when the target is written directly, or is in place
  std::optional<UnfinishedFile> unfinished_;
  FileDescriptor file_;
};

/// Writes all of a file at once, as a FileSink that replaces links. Throws std::runtime_error, never InputError: this
/// is no time to doubt the name.
void replace_file(const std::string& path, std::string_view bytes, Durability durability = Durability::system);

}  // namespace skipgrid::traces
