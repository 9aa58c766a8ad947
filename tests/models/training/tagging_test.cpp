// Tagged sentences: files, entities as conlleval counts them, vocabularies, and batches.
#include <catch2/catch.hpp>
#include <fstream>
#include <set>

#include "models/training/data/conll.h"
#include "models/training/data/sentence_batches.h"
#include "models/training/data/tagged_corpus.h"
#include "models/training/entity_scores.h"
#include "tests/fixtures/temporary_folder.h"
#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

using Tags = std::vector<std::string>;

std::string entities(const Tags& tags) {
  std::string text;
  for (const Entity& e : entities_of(tags)) {
    text += std::to_string(e.first) + "-" + std::to_string(e.last) + " " + e.kind + ";";
  }
  return text;
}

std::string write(const traces::test::TemporaryFolder& scratch, const std::string& text) {
  const std::string path = scratch / "text.conll";
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

template <class Work>
std::string error_of(const Work& work) {
  try {
    work();
  } catch (const InputError& e) {
    return e.what();
  }
  return "accepted";
}

constexpr TaggedCorpusLimits kRoom{100, 100, 20, 50};

}  // namespace

TEST_CASE("Entities begin and end where conlleval says") {
  CHECK(entities({"O", "O"}).empty());
  CHECK(entities({"B-x", "I-x", "O", "B-y"}) == "0-1 x;3-3 y;");
  CHECK(entities({"B-x", "B-x", "I-x"}) == "0-0 x;1-2 x;");       // B begins another of the same kind
  CHECK(entities({"I-x", "I-x", "O", "I-x"}) == "0-1 x;3-3 x;");  // I may begin (the tags of 2003)
  CHECK(entities({"B-x", "I-y", "I-y"}) == "0-0 x;1-2 y;");       // another kind is another entity
  CHECK(entities({"I-x", "B-x", "I-x"}) == "0-0 x;1-2 x;");
  CHECK(entities({"B-x", "I-x", "E-x", "I-x"}) == "0-2 x;3-3 x;");  // E is the last
  CHECK(entities({"S-x", "S-x", "E-x"}) == "0-0 x;1-1 x;2-2 x;");
}

// Three entities there are, four were named, and one is right: the second has another end, the third another kind.
TEST_CASE("Precision, recall and F1 count whole entities") {
  EntityScores scores;
  scores.add({"B-x", "I-x", "O", "B-y", "I-y", "B-x"}, {"B-x", "I-x", "O", "B-y", "O", "B-z"});
  scores.add({"O", "O"}, {"O", "B-x"});
  CHECK(scores.expected == 3);
  CHECK(scores.found == 4);
  CHECK(scores.right == 1);
  CHECK(scores.precision() == Approx(1.0 / 4));
  CHECK(scores.recall() == Approx(1.0 / 3));
  CHECK(scores.f1() == Approx(2.0 / 7));  // 2 * right / (expected + found) = 2PR / (P + R)
  EntityScores none;
  none.add({"O"}, {"O"});
  CHECK(none.f1() == 0.0);
  CHECK(none.precision() == 0.0);
  CHECK(none.recall() == 0.0);
}

TEST_CASE("A file in CoNLL's format is sentences of first and last column") {
  const traces::test::TemporaryFolder scratch;
  const std::vector<TaggedSentence> sentences = read_conll(
      write(scratch, "-DOCSTART- -X- O O\n\nEU NNP I-NP B-ORG\r\nrejects\tVBZ\tO\n\n \t\n-DOCSTART-\tO\nPeter B-PER"));
  REQUIRE(sentences.size() == 2);
  CHECK(sentences[0].words == Tags{"EU", "rejects"});
  CHECK(sentences[0].tags == Tags{"B-ORG", "O"});
  CHECK(sentences[0].place == scratch / "text.conll" + ":3");
  CHECK(sentences[1].words == Tags{"Peter"});
}

TEST_CASE("Tags of other schemes are read as what they mean") {
  const traces::test::TemporaryFolder scratch;
  const auto tags = [&](const std::string& text, TagScheme scheme) {
    return read_conll(write(scratch, text), scheme).front().tags;
  };
  CHECK(tags("a B-x\nb I-x\nc L-x\nd U-y\ne O\n", TagScheme::bilou) == Tags{"B-x", "I-x", "E-x", "S-y", "O"});
  CHECK(tags("a PER\nb PER\nc WORK_OF_ART\nd O\n", TagScheme::io) == Tags{"I-PER", "I-PER", "I-WORK_OF_ART", "O"});
}

TEST_CASE("Comments before a sentence and a byte order mark are no tokens, a hash may be one") {
  const traces::test::TemporaryFolder scratch;
  const std::vector<TaggedSentence> sentences =
      read_conll(write(scratch,
                       "\xef\xbb\xbf# newdoc id = 4\n# id 5239d808\tdomain=en\n# text = a O\n# NN O\na O\n# x = O\n\n"
                       "# id 6\n# O\nb B-x\n"));
  REQUIRE(sentences.size() == 2);
  CHECK(sentences[0].words == Tags{"#", "a", "#"});
  CHECK(sentences[1].words == Tags{"#", "b"});
}

TEST_CASE("A tag of another scheme is refused with the one that it may be of") {
  using Catch::Matchers::EndsWith;
  const traces::test::TemporaryFolder scratch;
  const auto error = [&](const std::string& text, TagScheme scheme) {
    return error_of([&] { read_conll(write(scratch, text), scheme); });
  };
  CHECK_THAT(error("a L-x\n", TagScheme::iob), EndsWith("got \"L-x\" (\"scheme\": \"bilou\" reads such tags)"));
  CHECK_THAT(error("a PER\n", TagScheme::iob),
             EndsWith("got \"PER\" (\"scheme\": \"io\" reads tags that are a kind of entity alone)"));
  CHECK_THAT(error("a 0\n", TagScheme::iob), EndsWith("got \"0\", a zero in place of the letter O"));
  CHECK_THAT(error("a 0\n", TagScheme::io),
             EndsWith("expected a tag such as O or person in the last column, got \"0\", "
                      "a zero in place of the letter O"));
  CHECK_THAT(error("a E-x\n", TagScheme::bilou), EndsWith("got \"E-x\" (\"scheme\": \"iob\" reads such tags)"));
  CHECK_THAT(error("a B-x\n", TagScheme::io), EndsWith("got \"B-x\" (\"scheme\": \"iob\" reads such tags)"));
  CHECK(error("a O\n" + std::string(1 << 16, 'x') + "\n", TagScheme::iob).size() < 300);
}

TEST_CASE("What is wrong with a tagged text is said in one line with its place") {
  const traces::test::TemporaryFolder scratch;
  const std::string path = scratch / "text.conll";
  const auto error = [&](const std::string& text) { return error_of([&] { read_conll(write(scratch, text)); }); };
  CHECK(error("EU B-ORG\nrejects\n") == path + ":2: expected a token and its tag, got \"rejects\" alone");
  CHECK(error("EU NNP\n") ==
        path +
            ":1: expected a tag such as O, B-person or I-person in the last column, got \"NNP\" (\"scheme\": "
            "\"io\" reads tags that are a kind of entity alone)");
  CHECK(error("EU B-\n") == path + ":1: expected a tag such as O, B-person or I-person in the last column, got \"B-\"");
  CHECK(error("\n\n") == path + ":1: expected tokens with tags, got none in the whole file");
  CHECK(error("a O\nb\xff O\n") == path + ":2: expected UTF-8 text, got byte 0xff in column 2");
  CHECK(error_of([&] { read_conll(scratch / "nothing"); }) ==
        scratch / "nothing" + ": cannot be read: No such file or directory");

  const std::string good = write(scratch, "\na O\nb B-x\n\nc O\n");
  TaggedCorpusLimits limits = kRoom;
  limits.steps = 1;
  CHECK(error_of([&] { read_tagged_corpus(good, good, 0, limits); }) ==
        path + ":2: expected a sentence of at most 1 tokens, the workload's steps, got 2");
  limits = kRoom;
  limits.tags = 1;
  CHECK(error_of([&] { read_tagged_corpus(good, good, 0, limits); }) ==
        path + ": expected at most 1 tags, as many as the workload scores, got 2");
  CHECK(error_of([&] { read_tagged_corpus(good, "", 3, kRoom); }) ==
        path + ": expected at least 3 sentences, so that one is held out, got 2");
}

TEST_CASE("Words are looked up in lower case, letters as they are, and what is held out adds nothing to either") {
  const traces::test::TemporaryFolder scratch;
  const std::string path = write(scratch, "Ab O\nab B-x\n\nzz B-y\n\nAb\xc3\xa9 O\n\nab O\n");
  const TaggedCorpus corpus = read_tagged_corpus(path, "", 2, kRoom);
  REQUIRE(corpus.train.size() == 2);
  REQUIRE(corpus.valid.size() == 2);
  CHECK(corpus.train[0].words[0] == corpus.train[0].words[1]);
  CHECK(corpus.train[0].letters[0][0] != corpus.train[0].letters[1][0]);
  CHECK(corpus.train[0].letters[0][1] == corpus.train[0].letters[1][1]);
  CHECK(corpus.train[1].letters[0].size() == 3);  // one letter of two bytes
  CHECK(corpus.tags == Tags{"B-x", "B-y", "O"});
  CHECK(corpus.valid[0].words[0] == corpus.words.id("<unk>"));
  CHECK(corpus.valid[0].letters[0][0] == corpus.letters.id("<unk>"));
  CHECK(corpus.valid[1].words == std::vector<std::int32_t>{corpus.words.id("ab")});
  CHECK(corpus.names_of(corpus.train[0].tags) == Tags{"O", "B-x"});
  CHECK(corpus.longest() == 2);
}

namespace {

/// Sentence i has words i, i, ...
std::vector<SentenceIds> numbered_sentences(int count) {
  std::vector<SentenceIds> sentences;
  for (int i = 0; i < count; ++i) {
    const auto length = static_cast<std::size_t>(1 + i * 7 % 5);
    sentences.push_back({std::vector<std::int32_t>(length, i), std::vector<std::int32_t>(length, i % 3), {}});
    for (std::size_t t = 0; t < length; ++t) sentences.back().letters.push_back({i, i + 1, i + 2});
  }
  return sentences;
}

}  // namespace

TEST_CASE("A batch holds its sentences side by side, padded, letters padded and cut") {
  const std::vector<SentenceIds> sentences = numbered_sentences(3);  // lengths 1, 3, 5
  for (const int word_length : {2, 4}) {
    SentenceBatches batches(sentences, 3, word_length);
    const Stream& stream = batches.at(0).streams.front();
    CHECK(stream.lengths.steps == 5);
    CHECK(stream.lengths.of_sample == std::vector<int>{1, 3, 5});
    for (int t = 0; t < 5; ++t) {
      for (int b = 0; b < 3; ++b) {
        const bool there = t < 1 + 2 * b;
        const int at = t * 3 + b;
        CHECK(stream.tokens[at] == (there ? b : -1));
        CHECK(stream.targets[at] == (there ? b % 3 : -1));
        for (int i = 0; i < word_length; ++i) {
          CHECK(stream.characters[at * word_length + i] == (there && i < 3 ? b + i : -1));
        }
      }
    }
  }
}

TEST_CASE("An epoch sees each sentence at most once, in an order of its own, in batches of about equal length") {
  const std::vector<SentenceIds> sentences = numbered_sentences(103);
  SentenceBatches batches(sentences, 10, 0);
  REQUIRE(batches.whole() == 10);
  REQUIRE(batches.all() == 11);
  const auto order = [&](std::uint64_t seed, int epoch) {
    std::vector<int> list;
    batches.shuffle(seed, epoch);
    for (int i = 0; i < batches.whole(); ++i) {
      batches.at(i);
      for (int b = 0; b < 10; ++b) list.push_back(batches.sentence(b)->words.front());
    }
    return list;
  };
  const std::vector<int> first = order(1, 1);
  CHECK(std::set<int>(first.begin(), first.end()).size() == 100);
  CHECK(order(1, 2) != first);
  CHECK(order(2, 1) != first);
  CHECK(order(1, 1) == first);
  // Sorted within 20 batches, here all of them: at most two lengths meet in one, but for the ends of the pool.
  for (int i = 0; i < batches.whole(); ++i) {
    const std::vector<int>& lengths = batches.at(i).streams.front().lengths.of_sample;
    CHECK(std::set<int>(lengths.begin(), lengths.end()).size() <= 2);
  }
}

TEST_CASE("All sentences are gone through once, and a batch is filled up with some that do not count") {
  const std::vector<SentenceIds> sentences = numbered_sentences(7);
  SentenceBatches batches(sentences, 3, 0);
  batches.sort();
  std::multiset<int> seen;
  int fillers = 0;
  for (int i = 0; i < batches.all(); ++i) {
    REQUIRE(batches.at(i).streams.front().lengths.of_sample.size() == 3);
    for (int b = 0; b < 3; ++b) {
      if (batches.sentence(b) == nullptr) {
        ++fillers;
      } else {
        seen.insert(batches.sentence(b)->words.front());
      }
    }
  }
  CHECK(seen == std::multiset<int>{0, 1, 2, 3, 4, 5, 6});
  CHECK(fillers == 2);
  // Fewer sentences than samples.
  const std::vector<SentenceIds> one = numbered_sentences(1);
  SentenceBatches single(one, 3, 0);
  CHECK(single.whole() == 0);
  CHECK(single.all() == 1);
  CHECK(single.at(0).streams.front().lengths.of_sample == std::vector<int>{1, 1, 1});
  CHECK(single.sentence(0) != nullptr);
  CHECK(single.sentence(1) == nullptr);
}

}  // namespace skipgrid::models
