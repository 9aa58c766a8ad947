// Files of a sweep. What the disk does not take is a StorageError.
#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "traces/files/file_stream.h"

namespace skipgrid::sweep {

/// The disk does not take a file: nothing is wrong with the point, and the sweep can go on later.
class StorageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Written piece by piece, there under its name when it is finished.
class StoredFile {
 public:
  explicit StoredFile(const std::string& path);
  void write(const std::string& text);
  void finish(traces::Durability durability);

 private:
  void flush();

  std::unique_ptr<traces::FileSink> sink_;
  std::string pending_;
};

/// All of a file; nothing when there is no regular file of this name, or it cannot be read.
std::optional<std::string> stored_text(const std::string& path);

/// Adds a line to the end of a file, which other processes may do at the same time.
void append_line(const std::string& path, const std::string& line);

/// Whether a file of this name is what a killed process had begun to write.
bool is_leftover(const std::string& name);

}  // namespace skipgrid::sweep
