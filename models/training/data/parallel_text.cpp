#include "models/training/data/parallel_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "models/training/data/corpus.h"
#include "models/training/data/text_lines.h"
#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

std::vector<std::string> words_in(std::string_view text, const std::string& place, const char* whose) {
  const std::vector<std::string_view> words = split_words(text);
  if (words.empty()) throw InputError(place, fmt::format("expected words{}, got none", whose));
  if (std::find(words.begin(), words.end(), kEndOfLine) != words.end()) {
    throw InputError(place, fmt::format("expected words, got {}, which stands for the end of a sentence", kEndOfLine));
  }
  return {words.begin(), words.end()};
}

std::vector<SentencePair> read_tabbed(const std::string& path) {
  TextLines lines(path);
  std::vector<SentencePair> pairs;
  for (std::string line; lines.next(line);) {
    const std::string place = lines.place();
    const auto tabs = std::count(line.begin(), line.end(), '\t');
    if (tabs != 1) {
      throw InputError(place, fmt::format("expected a source and a target with one tab between, got {} tabs", tabs));
    }
    const std::size_t tab = line.find('\t');
    const std::string_view text(line);
    pairs.push_back({words_in(text.substr(0, tab), place, " before the tab"),
                     words_in(text.substr(tab + 1), place, " behind the tab"), line.substr(tab + 1), place, place});
  }
  return pairs;
}

std::int64_t lines_left(TextLines& lines) {
  std::int64_t count = 0;
  for (std::string line; lines.next(line);) ++count;
  return count;
}

std::vector<SentencePair> read_two(const ParallelFiles& files) {
  TextLines sources(files.source), targets(files.target);
  std::vector<SentencePair> pairs;
  std::string source, target;
  for (;;) {
    const bool has_source = sources.next(source), has_target = targets.next(target);
    if (has_source != has_target) {
      const auto common = static_cast<std::int64_t>(pairs.size());
      const std::int64_t in_source = common + (has_source ? 1 + lines_left(sources) : 0);
      const std::int64_t in_target = common + (has_target ? 1 + lines_left(targets) : 0);
      throw InputError(files.target,
                       fmt::format("expected {} lines, as many as {} has, got {}", in_source, files.source, in_target));
    }
    if (!has_source) return pairs;
    pairs.push_back({words_in(source, sources.place(), ""), words_in(target, targets.place(), ""), target,
                     sources.place(), targets.place()});
  }
}

}  // namespace

std::vector<SentencePair> read_parallel_text(const ParallelFiles& files) {
  std::vector<SentencePair> pairs = files.target.empty() ? read_tabbed(files.source) : read_two(files);
  if (pairs.empty()) throw InputError(files.source + ":1", "expected pairs of sentences, got none in the whole file");
  return pairs;
}

}  // namespace skipgrid::models
