// Where results go. Whether they can go there is found out before anything is computed.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "traces/files/file_stream.h"

namespace skipgrid::sim {

class OutputDirectory {
 public:
  /// Makes the directory when it is missing, tries to write in it and that each of `files` may be written, and keeps
  /// other commands from writing any there for as long as this or a copy of it lives. Throws InputError that names what
  /// is in the way.
  OutputDirectory(const std::string& path, const std::vector<std::string>& files);

  /// Writes a file under a temporary name and renames it: readers see the old content or the new, never half of it.
  /// Throws std::runtime_error when the disk will not take it.
  /// A link of that name is replaced, not followed.
  void write(const std::string& file, const std::string& content) const;

  /// The directory of that name in this one. Throws InputError when it is a link, which may lead anywhere. Requires
  /// is_folder_name().
  OutputDirectory inside(const std::string& name, const std::vector<std::string>& files) const;

 private:
  std::filesystem::path path_;
  std::shared_ptr<traces::FileDescriptor> lock_;
};

/// Whether a folder may be called that: not nothing, "." or "..", nor anything that leads elsewhere.
bool is_folder_name(const std::string& name);

}  // namespace skipgrid::sim
