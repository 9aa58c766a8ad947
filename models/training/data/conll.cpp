#include "models/training/data/conll.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "models/training/data/text_lines.h"
#include "models/training/entity_scores.h"
#include "traces/input_error.h"
#include "traces/jsonl/json_text.h"

namespace skipgrid::models {

namespace {

using Columns = std::vector<std::string_view>;

/// Metadata as WNUT and MultiCoNER ("# id 5 domain=en") and CoNLL-U ("# text = ...", "# newdoc id = ...") write it.
bool is_comment(const Columns& columns) {
  if (columns.front() != "#" || columns.size() < 3) return false;
  return columns[1] == "id" || columns[2] == "=" || (columns.size() > 3 && columns[3] == "=");
}

/// A kind of entity that has no letter of any scheme before it. Numbers are none: a zero is likelier a misread O.
bool is_kind_alone(std::string_view text) {
  const bool has_letter =
      text.size() > 1 && text[1] == '-' && std::string_view("BIESLUMW").find(text.front()) != std::string_view::npos;
  return !has_letter && std::any_of(text.begin(), text.end(), [](char c) { return c < '0' || c > '9'; });
}

/// Empty for what is none of the scheme.
std::string tag_of(std::string_view text, TagScheme scheme) {
  if (text == "O") return "O";
  std::string tag(text);
  switch (scheme) {
    case TagScheme::iob: return is_entity_tag(text) ? tag : "";
    case TagScheme::bilou: {
      const std::size_t letter = std::string_view("BILU").find(text.front());
      if (text.size() < 3 || text[1] != '-' || letter == std::string_view::npos) return "";
      tag[0] = "BIES"[letter];
      return tag;
    }
    case TagScheme::io: return is_kind_alone(text) ? "I-" + tag : "";
  }
  return "";
}

/// The reason that a tag is none, as far as it can be told.
std::string refusal(std::string_view text, TagScheme scheme) {
  constexpr std::array<const char*, 3> kExpected{"O, B-person or I-person",
                                                 "O, B-person, I-person, L-person or U-person", "O or person"};
  std::string reason = fmt::format("expected a tag such as {} in the last column, got {}",
                                   kExpected[static_cast<std::size_t>(scheme)], traces::quoted_excerpt(text));
  if (text == "0") return reason + ", a zero in place of the letter O";
  if (scheme == TagScheme::iob && !tag_of(text, TagScheme::bilou).empty())
    return reason + " (\"scheme\": \"bilou\" reads such tags)";
  if (scheme == TagScheme::iob && !tag_of(text, TagScheme::io).empty())
    return reason + " (\"scheme\": \"io\" reads tags that are a kind of entity alone)";
  if (is_entity_tag(text)) return reason + " (\"scheme\": \"iob\" reads such tags)";
  return reason;
}

}  // namespace

std::vector<TaggedSentence> read_conll(const std::string& path, TagScheme scheme) {
  TextLines lines(path);
  std::vector<TaggedSentence> sentences;
  TaggedSentence sentence;
  const auto end_sentence = [&] {
    if (!sentence.words.empty()) sentences.push_back(std::exchange(sentence, {}));
  };
  for (std::string line; lines.next(line);) {
    const Columns columns = split_words(line);
    if (columns.empty()) end_sentence();
    if (columns.empty() || columns.front() == "-DOCSTART-") continue;
    if (sentence.words.empty() && is_comment(columns)) continue;
    if (columns.size() < 2) {
      throw InputError(lines.place(), fmt::format("expected a token and its tag, got {} alone",
                                                  traces::quoted_excerpt(columns.front())));
    }
    const std::string tag = tag_of(columns.back(), scheme);
    if (tag.empty()) throw InputError(lines.place(), refusal(columns.back(), scheme));
    if (sentence.words.empty()) sentence.place = lines.place();
    sentence.words.emplace_back(columns.front());
    sentence.tags.push_back(tag);
  }
  end_sentence();
  if (sentences.empty()) throw InputError(path + ":1", "expected tokens with tags, got none in the whole file");
  return sentences;
}

}  // namespace skipgrid::models
