// Files in the format of CoNLL's shared tasks: a token a line with its tag, sentences apart by blank lines.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace skipgrid::models {

struct TaggedSentence {
  std::vector<std::string> words, tags;
  std::string place;  ///< "file:line" of its first token
};

/// What the tags of a file are: iob is O, or a letter of B, I, E, S, a hyphen and a kind of entity, as in IOB1, IOB2
/// and IOBES; bilou has L and U for E and S; io has a kind of entity alone, neighbours of one kind being one entity.
enum class TagScheme : std::uint8_t { iob, bilou, io };
inline constexpr std::array<std::string_view, 3> kTagSchemes{"iob", "bilou", "io"};

/// The token is in the first column, the tag in the last; columns are apart by white space. Tags come back as those of
/// iob. Lines of -DOCSTART- are no tokens, nor are comments before a sentence: "# id ..." and "# name = ...". Throws
/// InputError naming file and line, also when there is no sentence at all.
std::vector<TaggedSentence> read_conll(const std::string& path, TagScheme scheme = TagScheme::iob);

}  // namespace skipgrid::models
