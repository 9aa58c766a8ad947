// Translations word by word against the probabilities that the whole network gives to whole sentences.
#include "models/training/translation/translator.h"

#include <catch2/catch.hpp>

#include "tests/models/training/translation/translations.h"

namespace skipgrid::models {

namespace {

using Ids = std::vector<std::int32_t>;

/// Gives access to a trained network.
class Trained : public TranslationTrainer {
 public:
  using TranslationTrainer::network;
  using TranslationTrainer::sizes;
  using TranslationTrainer::TranslationTrainer;

  /// log p of words after a source: all of them, and what may follow.
  double log_probability(const Ids& source, const Ids& words, std::int32_t end) {
    const auto samples = static_cast<std::size_t>(sizes().batch);
    Ids left, fed, targets;
    for (const std::int32_t word : source) left.insert(left.end(), samples, word);
    for (std::size_t t = 0; t < words.size(); ++t) {
      fed.insert(fed.end(), samples, t == 0 ? end : words[t - 1]);
      targets.insert(targets.end(), samples, -1);
      targets[t * samples] = words[t];
    }
    const Batch batch{{{{static_cast<int>(source.size()), {}}, left.data()},
                       {{static_cast<int>(words.size()), {}}, fed.data(), targets.data()}}};
    judge(batch);
    return -network().log_loss();
  }
};

using Run = TrainerRun<Trained, ParallelCorpus>;

}  // namespace

TEST_CASE("No word of a greedy translation could be exchanged for a likelier one") {
  const bool feeding = GENERATE(true, false);
  TrainConfig config = small_translation_config();
  nlohmann::json json = small_translator(4, 2);
  json["layers"][3]["input_feeding"] = feeding;
  config.network = network_from(json);
  Run run(config, reversed_sentences());
  run.iterate(120);
  const std::int32_t end = run.corpus.end();
  Translator translator(run.trainer.network(), run.trainer.sizes(), {}, end);
  CHECK(translator.at_once() == 4);
  std::vector<const Ids*> sources;
  for (std::size_t i = 0; i < 3; ++i) sources.push_back(&run.corpus.valid[i].source);  // fewer than there is room for
  const auto translations = translator.translate(sources);
  REQUIRE(translations.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    Ids words = translations[i];
    if (words.size() < static_cast<std::size_t>(run.trainer.sizes().lengths.steps)) words.push_back(end);
    for (std::size_t t = 0; t < words.size(); ++t) {
      Ids start(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(t) + 1);
      const double best = run.trainer.log_probability(*sources[i], start, end);
      for (std::int32_t other = 0; other < 6; ++other) {
        start.back() = other;
        CAPTURE(i, t, other);
        CHECK(run.trainer.log_probability(*sources[i], start, end) <= best + 1e-4);
      }
    }
  }
}

TEST_CASE("A beam finds what a search finds that computes every hypothesis from its beginning") {
  TrainConfig config = small_translation_config();
  config.network = network_from(small_translator(13, 2));
  Run run(config, reversed_sentences());
  run.iterate(GENERATE(5, 60));
  const std::int32_t end = run.corpus.end();
  const Decoding decoding{4, GENERATE(LengthPenalty::none, LengthPenalty::avg), 0.0};
  const int longest = run.trainer.sizes().lengths.steps;
  Translator translator(run.trainer.network(), run.trainer.sizes(), decoding, end);
  REQUIRE(translator.at_once() == 3);  // one sample is left over
  int rearranged = 0;
  for (std::size_t first = 0; first < 12; first += 3) {
    std::vector<const Ids*> sources;
    for (std::size_t i = first; i < first + 3; ++i) sources.push_back(&run.corpus.valid[i].source);
    const auto found = translator.translate(sources);
    for (std::size_t i = 0; i < 3; ++i) {
      BeamSearch search(decoding, end, longest);
      std::vector<Ids> hypotheses(4);
      while (!search.done()) {
        std::vector<float> rows;
        for (Ids hypothesis : hypotheses) {
          const double before = hypothesis.empty() ? 0.0 : run.trainer.log_probability(*sources[i], hypothesis, end);
          hypothesis.push_back(0);
          for (hypothesis.back() = 0; hypothesis.back() < 6; ++hypothesis.back()) {
            rows.push_back(static_cast<float>(run.trainer.log_probability(*sources[i], hypothesis, end) - before));
          }
        }
        search.advance(rows.data(), 6);
        std::vector<Ids> next;
        for (int k = 0; k < 4; ++k) {
          rearranged += search.origin(k) != k;
          next.push_back(hypotheses[static_cast<std::size_t>(search.origin(k))]);
          next.back().push_back(search.word(k));
        }
        hypotheses = next;
      }
      CAPTURE(first, i);
      CHECK(found[i] == search.best());
    }
  }
  CHECK(rearranged > 10);
}

}  // namespace skipgrid::models
