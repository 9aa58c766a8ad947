// Translation models in training: they learn, can be reproduced and gone on with, and their gradients are the slopes of
// their loss.
#include "models/training/translation/translation_trainer.h"

#include <catch2/catch.hpp>

#include "models/training/checkpoint.h"
#include "models/training/dump/dump.h"
#include "models/training/recording_device.h"
#include "tests/models/recorded_trace.h"
#include "tests/models/training/reproduced_run.h"
#include "tests/models/training/translation/translations.h"
#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

std::string complaint_about(const nlohmann::json& json) {
  try {
    translation_layers(network_from(json), "t.json: /workload");
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("A translation model learns to translate what it has not seen, with random dropout and with structured") {
  const ParallelCorpus corpus = reversed_sentences();
  TranslationRun run(small_translation_config(GENERATE(DropoutCase::I, DropoutCase::III)), corpus);
  run.iterate(1 << 20);
  REQUIRE(run.trainer.position().curve.size() == 50);
  const EpochResult &first = run.trainer.position().curve.front(), &last = run.trainer.position().curve.back();
  CHECK(first.valid_bleu->score() < 40.0);
  CHECK(last.valid_bleu->score() > 80.0);
  CHECK(last.valid_perplexity < 1.2);
  CHECK(last.train_perplexity < first.train_perplexity);
  std::int64_t tokens = 0;
  for (const PairIds& pair : corpus.train) tokens += static_cast<std::int64_t>(pair.target.size()) + 1;
  CHECK(last.tokens == tokens);  // words and ends, without padding
  const auto judged = run.trainer.judge_pairs(corpus.test);
  REQUIRE(judged.translations.size() == corpus.test.size());
  std::size_t right = 0;
  for (std::size_t i = 0; i < corpus.test.size(); ++i) right += judged.translations[i] == corpus.test[i].reference;
  CHECK(right * 10 >= corpus.test.size() * 8);
  CHECK(judged.bleu.score() > 80.0);
}

TEST_CASE("A translation model is judged with nothing dropped, whatever the batch") {
  const ParallelCorpus corpus = reversed_sentences();
  TrainConfig config = small_translation_config();
  TranslationRun dropping(config, corpus);
  config.dropout = {};
  TranslationRun keeping(config, corpus);
  const double expected = keeping.trainer.valid_perplexity();
  CHECK(dropping.trainer.valid_perplexity() == expected);
  // 15 pairs fill neither batches of 4 nor of 7: what fills the last one up counts for nothing.
  config.network = network_from(small_translator(7));
  TranslationRun others(config, corpus);
  CHECK(others.trainer.valid_perplexity() == Approx(expected).epsilon(1e-6));
}

TEST_CASE("Every gradient of a batch of pairs is the slope of its loss, with padding, feeding and dropout") {
  const ParallelCorpus corpus = reversed_sentences();
  nlohmann::json json = small_translator(3, 2);
  for (const std::size_t layer : {0u, 2u}) json["layers"][layer].update({{"width", 3}, {"vocabulary", 6}});
  for (const std::size_t layer : {1u, 3u}) json["layers"][layer]["hidden"] = 4;
  json["layers"][3]["dropout"] = {{"attention", 0.25}};
  json["layers"][4]["classes"] = 6;
  TinyNetwork<double> tiny(network_from(json), 6, 6, 11);
  const std::vector<PairIds> pairs{{{1, 2, 3}, {4, 5}, ""}, {{5}, {2, 3, 1}, ""}, {{4, 2}, {1}, ""}};
  PairBatches batches(pairs, {3, 1, 0, 1, corpus.end()});
  tiny.batch = batches.at(0);
  const DropoutCase dropout_case = GENERATE(DropoutCase::I, DropoutCase::III);
  tiny.gradients(MaskDrawer(dropout_of(dropout_case, 0.25), 3, 0));
  for (const Parameter<double>& parameter : tiny.network.parameters()) {
    const double largest =
        check_slopes(parameter, [&] { return tiny.loss(MaskDrawer(dropout_of(dropout_case, 0.25), 3, 0)); });
    CAPTURE(parameter.value.name);
    CHECK(largest > 1e-6);
  }
}

TEST_CASE("The same seed trains a translation model to the same bits, another seed does not") {
  const ParallelCorpus corpus = reversed_sentences();
  check_that_the_seed_decides<TranslationRun>(small_translation_config(), corpus, 70);
}

TEST_CASE("Gone on from a checkpoint, a translation model ends in the bits it would have ended in") {
  const ParallelCorpus corpus = reversed_sentences();
  const int stop = GENERATE(1, 49, 50, 51, 80);  // within the first epoch of 50, at its end, within the second
  const ResumedRun<TranslationRun> resumed(small_translation_config(), corpus, stop, 110);
  REQUIRE(resumed.whole.trainer.iterations_per_epoch() == 50);
  const std::vector<EpochResult>& curve = resumed.second.trainer.position().curve;
  const std::vector<EpochResult>& expected = resumed.whole.trainer.position().curve;
  REQUIRE(curve.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    const EpochResult &a = curve[i], &b = expected[i];
    CHECK(a.valid_perplexity == b.valid_perplexity);
    CHECK(a.valid_bleu->right == b.valid_bleu->right);
    CHECK(a.valid_bleu->found == b.valid_bleu->found);
    CHECK(a.valid_bleu->score() == b.valid_bleu->score());
  }
  ParallelCorpus changed = corpus;
  changed.valid.front().reference += " x";
  TranslationRun elsewhere(small_translation_config(), changed);
  CHECK_THROWS_WITH(load_checkpoint(resumed.checkpoint, elsewhere.trainer),
                    Catch::Matchers::EndsWith("was saved with another text"));
}

TEST_CASE("What a translation model records has the products that a trace of its shapes has") {
  const ParallelCorpus corpus = reversed_sentences();
  const TrainConfig config = small_translation_config();
  RecordedTrace recorded;
  BlasDevice<float> blas;
  TraceDevice<float> tracing(recorded);
  RecordingDevice<float> device(blas, tracing);
  TranslationTrainer trainer(config, corpus, device);
  device.record(true);
  trainer.step();
  device.record(false);
  trainer.valid_perplexity();
  // The same lengths and sizes, shapes only.
  Batch batch = trainer.gradients().batch;
  PairBatches batches(corpus.train, {4, config.network.lengths.pool, 0, 1, corpus.end()});
  batches.shuffle(config.seed, 1);
  for (std::size_t s = 0; s < 2; ++s) batch.streams[s].lengths = batches.at(0).streams[s].lengths;
  for (Stream& stream : batch.streams) stream.tokens = stream.targets = nullptr;
  NetworkConfig sizes = config.network;
  std::get<EmbeddingConfig>(sizes.layers[0].kind).vocabulary = 6;
  std::get<EmbeddingConfig>(sizes.layers[2].kind).vocabulary = 6;
  std::get<SoftmaxConfig>(sizes.layers[4].kind).classes = 6;
  RecordedTrace shapes;
  TraceDevice<float> shape_device(shapes);
  Network<float> network(shape_device, sizes);
  Sgd<float> sgd(shape_device, network.parameters());
  MaskDrawer masks(config.dropout, 4, 0);
  network.begin(batch, masks);
  network.forward(batch);
  network.backward(batch);
  sgd.update({});
  REQUIRE(recorded.ops.size() == shapes.ops.size());
  CHECK(recorded.all_gemms() == shapes.all_gemms());
}

TEST_CASE("A translation model needs a batch of pairs and as many words as its beam is wide") {
  ParallelCorpus corpus = reversed_sentences();
  TrainConfig config = small_translation_config();
  config.network.batch = 300;
  BlasDevice<float> device;
  CHECK_THROWS_WITH(TranslationTrainer(config, corpus, device),
                    "reversed: expected at least 300 pairs to train on, a batch, got 200");
  config.network.batch = 8;
  config.decoding.beam = 7;
  CHECK_THROWS_WITH(TranslationTrainer(config, corpus, device),
                    "reversed: expected at least 7 words, as many as the beam has hypotheses, got 6");
}

TEST_CASE("Only a network that translates is trained on pairs of sentences") {
  nlohmann::json json = small_translator();
  CHECK(complaint_about(json) == "accepted");
  CHECK(translates(network_from(json)));
  CHECK(can_dump(network_from(json)));
  const std::string expected =
      "t.json: /workload/layers: expected a translation model: an embedding of the source, an encoder, an embedding of "
      "the target, an attention_decoder, and a softmax over as many classes as there are target words";
  json["layers"][4]["classes"] = 49;
  CHECK(complaint_about(json) == expected);
  json = small_translator();
  json["layers"].push_back(json["layers"][4]);
  json["layers"][4] = nlohmann::json{{"name", "more"}, {"type", "linear"}, {"width", 5}};
  CHECK(complaint_about(json) == expected);
  json = small_translator();
  json["layers"][2]["tokens"] = "left";
  CHECK(complaint_about(json) == "t.json: /workload/layers: expected two streams of tokens, one for each embedding");
  json = small_translator();
  json["layers"][1]["drop_connect"] = 0.5;
  CHECK_FALSE(can_dump(network_from(json)));
}

}  // namespace skipgrid::models
