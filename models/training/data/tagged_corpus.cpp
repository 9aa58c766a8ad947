#include "models/training/data/tagged_corpus.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "models/training/data/text_lines.h"
#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

using Sentences = std::vector<TaggedSentence>;

std::string lower(std::string word) {
  for (char& c : word) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return word;
}

std::vector<std::string> letters_of(const std::string& word) {
  const std::vector<std::string_view> characters = split_characters(word);
  return {characters.begin(), characters.end()};
}

Vocabulary words_of(const Sentences& sentences, std::size_t most) {
  std::vector<std::string> words;
  for (const TaggedSentence& sentence : sentences) {
    for (const std::string& word : sentence.words) words.push_back(lower(word));
  }
  return {words, most};
}

Vocabulary letters_of(const Sentences& sentences, std::size_t most) {
  std::vector<std::string> letters;
  for (const TaggedSentence& sentence : sentences) {
    for (const std::string& word : sentence.words) {
      for (std::string& letter : letters_of(word)) letters.push_back(std::move(letter));
    }
  }
  return {letters, most};
}

std::vector<std::string> tags_of(const Sentences& train, const Sentences& valid) {
  std::set<std::string> tags{"O"};
  for (const Sentences* part : {&train, &valid}) {
    for (const TaggedSentence& sentence : *part) tags.insert(sentence.tags.begin(), sentence.tags.end());
  }
  return {tags.begin(), tags.end()};
}

std::vector<SentenceIds> ids_of(const TaggedCorpus& corpus, const Sentences& sentences) {
  std::vector<SentenceIds> all;
  for (const TaggedSentence& sentence : sentences) {
    SentenceIds ids;
    for (std::size_t t = 0; t < sentence.words.size(); ++t) {
      const auto tag = std::lower_bound(corpus.tags.begin(), corpus.tags.end(), sentence.tags[t]);
      ids.words.push_back(corpus.words.id(lower(sentence.words[t])));
      ids.tags.push_back(static_cast<std::int32_t>(tag - corpus.tags.begin()));
      ids.letters.push_back(corpus.letters.ids(letters_of(sentence.words[t])));
    }
    all.push_back(std::move(ids));
  }
  return all;
}

/// Moves every n-th sentence.
Sentences hold_out(Sentences& sentences, int n) {
  Sentences kept, held_out;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    const bool out = (i + 1) % static_cast<std::size_t>(n) == 0;
    (out ? held_out : kept).push_back(std::move(sentences[i]));
  }
  sentences = std::move(kept);
  return held_out;
}

}  // namespace

std::size_t TaggedCorpus::longest() const {
  std::size_t most = 0;
  for (const auto* part : {&train, &valid}) {
    for (const SentenceIds& sentence : *part) most = std::max(most, sentence.words.size());
  }
  return most;
}

std::vector<std::string> TaggedCorpus::names_of(const std::vector<std::int32_t>& tag_ids) const {
  std::vector<std::string> names;
  for (const std::int32_t id : tag_ids) names.push_back(tags[static_cast<std::size_t>(id)]);
  return names;
}

TaggedCorpus read_tagged_corpus(const std::string& train_file, const std::string& valid_file, int hold_out_every,
                                const TaggedCorpusLimits& limits, TagScheme scheme) {
  Sentences train = read_conll(train_file, scheme);
  const Sentences valid = valid_file.empty() ? hold_out(train, hold_out_every) : read_conll(valid_file, scheme);
  if (valid.empty()) {
    throw InputError(train_file, fmt::format("expected at least {} sentences, so that one is held out, got {}",
                                             hold_out_every, train.size()));
  }
  for (const Sentences* part : {&std::as_const(train), &valid}) {
    for (const TaggedSentence& sentence : *part) {
      if (sentence.words.size() <= limits.steps) continue;
      throw InputError(sentence.place, fmt::format("expected a sentence of at most {} tokens, the workload's steps, "
                                                   "got {}",
                                                   limits.steps, sentence.words.size()));
    }
  }
  TaggedCorpus corpus{words_of(train, limits.words), letters_of(train, limits.letters), tags_of(train, valid), {}, {}};
  if (corpus.tags.size() > limits.tags) {
    throw InputError(train_file, fmt::format("expected at most {} tags, as many as the workload scores, got {}",
                                             limits.tags, corpus.tags.size()));
  }
  corpus.train = ids_of(corpus, train);
  corpus.valid = ids_of(corpus, valid);
  return corpus;
}

}  // namespace skipgrid::models
