// Files in the format of CoNLL's shared tasks: a token a line with its tag, sentences apart by blank lines.
#pragma once

#include <string>
#include <vector>

namespace skipgrid::models {

struct TaggedSentence {
  std::vector<std::string> words, tags;
  std::string place;  ///< "file:line" of its first token
};

/// The token is in the first column, the tag in the last; columns are apart by white space. A tag is O, or a letter of
/// B, I, E, S, a hyphen and a kind of entity: "B-person". Lines of -DOCSTART- are no tokens. Throws InputError naming
/// file and line, also when there is no sentence at all.
std::vector<TaggedSentence> read_conll(const std::string& path);

}  // namespace skipgrid::models
