#include "models/training/data/corpus.h"

#include <algorithm>
#include <map>
#include <utility>

#include "models/training/data/text_lines.h"
#include "traces/input_error.h"

namespace skipgrid::models {

std::vector<std::string> read_words(const std::string& path) {
  TextLines lines(path);
  std::vector<std::string> words;
  bool any = false;
  for (std::string line; lines.next(line);) {
    for (const std::string_view word : split_words(line)) {
      words.emplace_back(word);
      any = true;
    }
    words.emplace_back(kEndOfLine);
  }
  if (!any) throw InputError(words.empty() ? path + ":1" : lines.place(), "expected words, got none in the whole file");
  return words;
}

Vocabulary::Vocabulary(const std::vector<std::string>& words, std::size_t most) {
  std::map<std::string_view, std::size_t> counts;
  for (const std::string& word : words) ++counts[word];
  counts.try_emplace(kUnknown, 0);
  counts.try_emplace(kEndOfLine, 0);
  std::vector<std::pair<std::string_view, std::size_t>> ranked(counts.begin(), counts.end());
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  if (ranked.size() > most) {
    // The two that must stay give way to nobody.
    const auto must_stay = [](const auto& entry) { return entry.first == kUnknown || entry.first == kEndOfLine; };
    std::size_t to_drop = ranked.size() - most;
    for (std::size_t i = ranked.size(); i-- > 0 && to_drop > 0;) {
      if (must_stay(ranked[i])) continue;
      ranked[i].second = 0;
      ranked[i].first = {};
      --to_drop;
    }
    ranked.erase(std::remove_if(ranked.begin(), ranked.end(), [](const auto& entry) { return entry.first.empty(); }),
                 ranked.end());
  }
  for (const auto& [word, count] : ranked) {
    ids_.emplace(word, static_cast<std::int32_t>(words_.size()));
    words_.emplace_back(word);
  }
}

std::int32_t Vocabulary::id(const std::string& word) const {
  const auto found = ids_.find(word);
  return found != ids_.end() ? found->second : ids_.find(std::string(kUnknown))->second;
}

std::vector<std::int32_t> Vocabulary::ids(const std::vector<std::string>& words) const {
  std::vector<std::int32_t> list;
  list.reserve(words.size());
  for (const std::string& word : words) list.push_back(id(word));
  return list;
}

Corpus read_corpus(const std::string& train_file, const std::string& valid_file, std::size_t most_words) {
  const std::vector<std::string> train = read_words(train_file);
  const std::vector<std::string> valid = read_words(valid_file);
  Vocabulary vocabulary(train, most_words);
  std::vector<std::int32_t> train_ids = vocabulary.ids(train), valid_ids = vocabulary.ids(valid);
  return {std::move(vocabulary), std::move(train_ids), std::move(valid_ids)};
}

}  // namespace skipgrid::models
