// The files that this process has begun to write under temporary names, so that a signal that ends it leaves none of
// them behind.
#pragma once

#include <cstddef>
#include <string>

namespace skipgrid::traces {

/// A name is on the list for as long as its entry lives. The list has room for 64 names of 4095 bytes; what has no room
/// is left behind when a signal comes, and taken over by the next writer.
class UnfinishedFile {
 public:
  explicit UnfinishedFile(const std::string& path);
  ~UnfinishedFile();
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;

 private:
  std::size_t entry_;
};

/// Removes all files on the list that this process has put there, a forked one's parent's not. Returns how many. For
/// handlers of signals, too.
int remove_unfinished_files() noexcept;

}  // namespace skipgrid::traces
