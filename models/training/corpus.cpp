#include "models/training/corpus.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <utility>

#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

// Index of the first byte that is not part of well-formed UTF-8 text, or npos. Control characters other than white
// space do not belong into text either.
std::size_t first_bad_byte(std::string_view line) {
  for (std::size_t i = 0; i < line.size();) {
    const auto lead = static_cast<unsigned char>(line[i]);
    const bool control = (lead < 0x20 && lead != '\t' && lead != '\r' && lead != '\f' && lead != '\v') || lead == 0x7f;
    if (control) return i;
    const std::size_t length = lead < 0x80         ? 1
                               : lead >> 5 == 0x6  ? 2
                               : lead >> 4 == 0xe  ? 3
                               : lead >> 3 == 0x1e ? 4
                                                   : 0;
    if (length == 0 || i + length > line.size()) return i;
    for (std::size_t k = 1; k < length; ++k) {
      if (static_cast<unsigned char>(line[i + k]) >> 6 != 0x2) return i;
    }
    i += length;
  }
  return std::string_view::npos;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v'; }

}  // namespace

std::vector<std::string> read_words(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InputError(path, fmt::format("cannot be read: {}", std::strerror(errno)));
  std::vector<std::string> words;
  std::size_t lines = 0;
  bool any = false;
  for (std::string line; std::getline(file, line);) {
    ++lines;
    if (const std::size_t bad = first_bad_byte(line); bad != std::string::npos) {
      throw InputError(fmt::format("{}:{}", path, lines),
                       fmt::format("expected UTF-8 text, got byte 0x{:02x} in column {}",
                                   static_cast<unsigned char>(line[bad]), bad + 1));
    }
    for (std::size_t i = 0; i < line.size();) {
      if (is_space(line[i])) {
        ++i;
        continue;
      }
      std::size_t end = i;
      while (end < line.size() && !is_space(line[end])) ++end;
      words.push_back(line.substr(i, end - i));
      any = true;
      i = end;
    }
    words.emplace_back(kEndOfLine);
  }
  if (file.bad()) throw InputError(fmt::format("{}:{}", path, lines + 1), "cannot be read");
  if (!any)
    throw InputError(fmt::format("{}:{}", path, std::max<std::size_t>(lines, 1)),
                     "expected words, got none in the whole file");
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
