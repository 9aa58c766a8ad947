#include "models/training/data/conll.h"

#include <fmt/format.h>

#include <utility>

#include "models/training/data/text_lines.h"
#include "models/training/entity_scores.h"
#include "traces/input_error.h"

namespace skipgrid::models {

std::vector<TaggedSentence> read_conll(const std::string& path) {
  TextLines lines(path);
  std::vector<TaggedSentence> sentences;
  TaggedSentence sentence;
  const auto end_sentence = [&] {
    if (!sentence.words.empty()) sentences.push_back(std::exchange(sentence, {}));
  };
  for (std::string line; lines.next(line);) {
    const std::vector<std::string_view> columns = split_words(line);
    if (columns.empty()) end_sentence();
    if (columns.empty() || columns.front() == "-DOCSTART-") continue;
    if (columns.size() < 2) {
      throw InputError(lines.place(), fmt::format("expected a token and its tag, got \"{}\" alone", columns.front()));
    }
    if (!is_entity_tag(columns.back())) {
      throw InputError(lines.place(), fmt::format("expected a tag such as O, B-person or I-person in the last column, "
                                                  "got \"{}\"",
                                                  columns.back()));
    }
    if (sentence.words.empty()) sentence.place = lines.place();
    sentence.words.emplace_back(columns.front());
    sentence.tags.emplace_back(columns.back());
  }
  end_sentence();
  if (sentences.empty()) throw InputError(path + ":1", "expected tokens with tags, got none in the whole file");
  return sentences;
}

}  // namespace skipgrid::models
