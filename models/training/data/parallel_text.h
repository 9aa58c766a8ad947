// Texts of two languages, line by line: what one says in a line, the other says in the same line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skipgrid::models {

/// Two files, or one whose lines have a tab between source and target.
struct ParallelFiles {
  std::string source;
  std::string target;  ///< empty: the source's file has both
};

struct SentencePair {
  std::vector<std::string> source, target;  ///< words
  std::string reference;                    ///< the target as it stands in the file, to be compared with
  std::string source_place, target_place;   ///< "file:line"
};

/// Words are apart by white space. Throws InputError naming file and line: what TextLines refuses, a line without
/// words, <eos> as a word, a line that has not exactly one tab; files of different numbers of lines; nothing at all.
std::vector<SentencePair> read_parallel_text(const ParallelFiles& files);

}  // namespace skipgrid::models
