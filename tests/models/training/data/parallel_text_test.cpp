// Parallel texts as files: pairs of lines, what is refused and where, and how pairs become batches.
#include "models/training/data/parallel_text.h"

#include <catch2/catch.hpp>

#include "models/training/data/pair_batches.h"
#include "tests/fixtures/temporary_folder.h"
#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

using traces::test::TemporaryFolder;
using traces::test::write_file;
using Ids = std::vector<std::int32_t>;
using Line = std::vector<std::string>;

/// Texts of a folder that lives as long.
struct Texts {
  TemporaryFolder folder;
  std::string file(const std::string& name, const std::string& bytes) const {
    write_file(folder / name, bytes);
    return folder / name;
  }
  /// Without the folder's name, wherever it stands.
  std::string complaint(const ParallelFiles& files, std::size_t most = 1000) const {
    try {
      read_parallel_corpus(files, files, std::nullopt, {1000, 1000, most});
    } catch (const InputError& error) {
      std::string what = error.what();
      for (std::size_t at = what.find(folder / ""); at != std::string::npos; at = what.find(folder / "")) {
        what.erase(at, (folder / "").size());
      }
      return what;
    }
    return "accepted";
  }
};

}  // namespace

TEST_CASE("Pairs of sentences come from two files or from one with tabs, and are the same") {
  const Texts texts;
  const auto two = read_parallel_text({texts.file("de",
                                                  "\xef\xbb\xbf"
                                                  "ein  Haus\r\nzwei H\xc3\xa4user\n"),
                                       texts.file("en", "a house\ntwo  houses")});
  const auto one =
      read_parallel_text({texts.file("both", "ein  Haus\ta house\nzwei H\xc3\xa4user\ttwo  houses\n"), ""});
  REQUIRE(two.size() == 2);
  REQUIRE(one.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(one[i].source == two[i].source);
    CHECK(one[i].target == two[i].target);
    CHECK(one[i].reference == two[i].reference);
  }
  CHECK(two[0].source == Line{"ein", "Haus"});
  CHECK(two[1].reference == "two  houses");
  CHECK(two[1].target == Line{"two", "houses"});
}

TEST_CASE("What is wrong with a parallel text is said with file and line") {
  const Texts texts;
  const std::string three = texts.file("three", "a\nb\nc\n"), two = texts.file("two", "x\ny\n");
  CHECK(texts.complaint({three, two}) == "two: expected 3 lines, as many as three has, got 2");
  CHECK(texts.complaint({two, three}) == "three: expected 2 lines, as many as two has, got 3");
  CHECK(texts.complaint({three, texts.file("gap", "x\n \ny\n")}) == "gap:2: expected words, got none");
  CHECK(texts.complaint({texts.file("gap", "\nb\nc\n"), three}) == "gap:1: expected words, got none");
  CHECK(texts.complaint({two, texts.file("bytes", "x\ny\xff\n")}) ==
        "bytes:2: expected UTF-8 text, got byte 0xff in column 2");
  CHECK(texts.complaint({two, texts.folder / "nowhere"}) == "nowhere: cannot be read: No such file or directory");
  CHECK(texts.complaint({texts.file("none", ""), texts.file("nothing", "")}) ==
        "none:1: expected pairs of sentences, got none in the whole file");
  CHECK(texts.complaint({two, texts.file("end", "x\n<eos> y\n")}) ==
        "end:2: expected words, got <eos>, which stands for the end of a sentence");
  CHECK(texts.complaint({texts.file("tabs", "a\tb\na b\n"), ""}) ==
        "tabs:2: expected a source and a target with one tab between, got 0 tabs");
  CHECK(texts.complaint({texts.file("tabs", "a\tb\tc\n"), ""}) ==
        "tabs:1: expected a source and a target with one tab between, got 2 tabs");
  CHECK(texts.complaint({texts.file("tabs", "a\t \n"), ""}) == "tabs:1: expected words behind the tab, got none");
  CHECK(texts.complaint({texts.file("tabs", "\tb\n"), ""}) == "tabs:1: expected words before the tab, got none");
  std::string long_line;
  for (int i = 0; i < 10000; ++i) long_line += "w ";
  CHECK(texts.complaint({two, texts.file("long", "x\n" + long_line + "\n")}, 50) ==
        "long:2: expected a sentence of at most 50 words, the most that the workload has steps for, got 10000");
  CHECK(texts.complaint({texts.file("three_words", "a b c\n"), texts.file("four_words", "a b c d\n")}, 4) ==
        "accepted");
}

TEST_CASE("The vocabularies are those of the training pairs, as many words as there is room for") {
  const Texts texts;
  const ParallelFiles train{texts.file("train", "a a b\tx x x\na c\ty y\n"), ""},
      valid{texts.file("valid", "d a\tz x\n"), ""};
  const ParallelCorpus corpus = read_parallel_corpus(train, valid, std::nullopt, {4, 3, 10});
  // a three times, <eos> twice, then b and c once; <unk> always.
  CHECK(corpus.source_words.size() == 4);
  CHECK(corpus.target_words.size() == 3);  // x, <eos> and <unk>: y gives way
  const std::int32_t unknown = corpus.target_words.id("<unk>");
  CHECK(corpus.train[1].target == Ids{unknown, unknown});
  CHECK(corpus.valid[0].source == Ids{corpus.source_words.id("<unk>"), corpus.source_words.id("a")});
  CHECK(corpus.valid[0].reference == "z x");
  CHECK(corpus.test.empty());
  CHECK(corpus.longest_source() == 3);
  CHECK(corpus.longest_target() == 3);
  CHECK(corpus.text_of(corpus.valid[0].target) == "<unk> x");
}

TEST_CASE("A batch of pairs feeds the decoder from the end of a sentence on and wants it at the end") {
  const std::vector<PairIds> pairs{{{5, 6, 7}, {8}, ""}, {{9}, {10, 11}, ""}, {{12, 13}, {14}, ""}};
  PairBatches batches(pairs, {2, 1, 1, 0, 3});  // the source is the second stream, the end is 3
  CHECK(batches.whole() == 1);
  REQUIRE(batches.all() == 2);
  const Batch& first = batches.at(0);
  const auto ids = [](const std::int32_t* data, std::size_t count) { return Ids(data, data + count); };
  const Stream &source = first.streams[1], &target = first.streams[0];
  CHECK(source.lengths.of_sample == std::vector<int>{3, 1});
  CHECK(ids(source.tokens, 6) == Ids{5, 9, 6, -1, 7, -1});
  CHECK(target.lengths.of_sample == std::vector<int>{2, 3});
  CHECK(ids(target.tokens, 6) == Ids{3, 3, 8, 10, -1, 11});
  CHECK(ids(target.targets, 6) == Ids{8, 10, 3, 11, -1, 3});
  CHECK(batches.tokens() == 5);
  // The last one is filled up with the first pair, whose targets are none.
  const Batch& last = batches.at(1);
  CHECK(ids(last.streams[0].targets, 4) == Ids{14, -1, 3, -1});
  CHECK(ids(last.streams[1].tokens, 6) == Ids{12, 5, 13, 6, -1, 7});
  CHECK(batches.tokens() == 2);
}

TEST_CASE("Batches of pairs are of about equal length, in another order each epoch, the same for the same seed") {
  std::vector<PairIds> pairs;
  for (int i = 0; i < 103; ++i) {
    pairs.push_back(
        {Ids(static_cast<std::size_t>(1 + i * 7 % 20), 4), Ids(static_cast<std::size_t>(1 + i % 9), 5), ""});
  }
  const auto lengths = [&](std::uint64_t seed, int epoch) {
    PairBatches batches(pairs, {4, 5, 0, 1, 3});
    batches.shuffle(seed, epoch);
    std::vector<std::vector<int>> all;
    for (int i = 0; i < batches.whole(); ++i) all.push_back(batches.at(i).streams[0].lengths.of_sample);
    return all;
  };
  const auto one = lengths(1, 1);
  CHECK(one == lengths(1, 1));
  CHECK(one != lengths(1, 2));
  CHECK(one != lengths(2, 1));
  REQUIRE(one.size() == 25);
  int padding = 0, words = 0;
  for (const std::vector<int>& batch : one) {
    for (const int length : batch) {
      padding += *std::max_element(batch.begin(), batch.end()) - length;
      words += length;
    }
  }
  CHECK(padding * 6 < words);  // in random batches of four it would be more than a third
}

}  // namespace skipgrid::models
