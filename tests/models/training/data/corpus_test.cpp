#include "models/training/data/corpus.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "models/training/data/text_lines.h"
#include "models/training/data/token_stream.h"
#include "tests/fixtures/temporary_folder.h"
#include "traces/input_error.h"

namespace skipgrid::models {

namespace {

using Words = std::vector<std::string>;

class TextFile {
 public:
  explicit TextFile(const std::string& text) : path_(scratch_ / "text") {
    std::ofstream(path_, std::ios::binary) << text;
  }
  const std::string& path() const { return path_; }

 private:
  traces::test::TemporaryFolder scratch_;
  std::string path_;
};

// The part of the error behind the directory.
std::string error_of(const std::string& text) {
  const TextFile file(text);
  try {
    read_words(file.path());
  } catch (const InputError& error) {
    const std::string what = error.what();
    return what.substr(what.find("/text") + 1);
  }
  return "accepted";
}

}  // namespace

TEST_CASE("Words are split at white space and every line ends in <eos>") {
  CHECK(read_words(TextFile("the  cat\tsat \r\n\n on it").path()) ==
        Words{"the", "cat", "sat", "<eos>", "<eos>", "on", "it", "<eos>"});
  CHECK(read_words(TextFile("caf\xc3\xa9 \xf0\x9f\x90\x88\n").path()) ==
        Words{"caf\xc3\xa9", "\xf0\x9f\x90\x88", "<eos>"});
}

TEST_CASE("A byte order mark is no part of the first word, and anywhere else it is text") {
  CHECK(read_words(TextFile("\xef\xbb\xbfthe cat\n").path()) == Words{"the", "cat", "<eos>"});
  CHECK(read_words(TextFile("the\n\xef\xbb\xbf\n").path()) == Words{"the", "<eos>", "\xef\xbb\xbf", "<eos>"});
  CHECK(error_of("\xff\xfet\0h\0") == "text:1: expected UTF-8 text, got byte 0xff in column 1");  // UTF-16
}

TEST_CASE("A text that does not end is refused, and so is a line") {
  CHECK_THROWS_WITH(read_words("/dev/zero"), "/dev/zero:1: longer than 16777216 bytes");
  const TextFile file("four\nfour\nfour\n");  // five bytes a line
  const auto lines_within = [&](std::uint64_t most) {
    TextLines lines(file.path(), most);
    int count = 0;
    for (std::string line; lines.next(line);) ++count;
    return count;
  };
  CHECK(lines_within(15) == 3);
  CHECK_THROWS_WITH(lines_within(14), file.path() + ":3: the text goes on beyond 14 bytes");
}

TEST_CASE("What is wrong with a text is said with file and line") {
  CHECK(error_of("fine\nbad \xff here\n") == "text:2: expected UTF-8 text, got byte 0xff in column 5");
  CHECK(error_of(std::string("fine\n\nz\0ro\n", 10)) == "text:3: expected UTF-8 text, got byte 0x00 in column 2");
  CHECK(error_of("cut \xc3") == "text:1: expected UTF-8 text, got byte 0xc3 in column 5");
  CHECK(error_of("fine\nold\rmac\r\n") ==
        "text:2: expected lines that end in a newline, got a carriage return alone in column 4");
  CHECK(error_of("") == "text:1: expected words, got none in the whole file");
  CHECK(error_of(" \n\n\t\n") == "text:3: expected words, got none in the whole file");
  CHECK_THROWS_WITH(read_words("/no/such/file"), "/no/such/file: cannot be read: No such file or directory");
}

TEST_CASE("A vocabulary is ordered by frequency, keeps the most frequent words and reads the others as <unk>") {
  const Words words{"a", "b", "b", "c", "c", "c", "<eos>", "d", "a"};
  const Vocabulary all(words, 100);
  CHECK(all.size() == 6);
  CHECK(all.word(0) == "c");
  CHECK(all.word(1) == "a");  // as often as b, and before it in the alphabet
  CHECK(all.word(2) == "b");
  CHECK(all.id("nobody") == all.id("<unk>"));

  const Vocabulary few(words, 4);
  CHECK(few.size() == 4);
  CHECK(few.ids({"c", "a", "b", "d", "<eos>"}) ==
        std::vector<std::int32_t>{few.id("c"), few.id("a"), few.id("<unk>"), few.id("<unk>"), few.id("<eos>")});
  CHECK(few.id("<eos>") != few.id("<unk>"));
}

TEST_CASE("Each sample reads its own stretch of the text, and targets are one token ahead") {
  std::vector<std::int32_t> tokens;
  for (int i = 0; i < 23; ++i) tokens.push_back(i);
  TokenStream stream(tokens, 2, 3, "text");  // stretches of 11: 0..10 and 11..21, three iterations of 3 steps
  REQUIRE(stream.iterations() == 3);
  const Stream& batch = stream.at(1).streams.front();
  CHECK(batch.lengths.steps == 3);
  CHECK_FALSE(batch.lengths.padded());
  CHECK(std::vector<std::int32_t>(batch.tokens, batch.tokens + 6) == std::vector<std::int32_t>{3, 14, 4, 15, 5, 16});
  CHECK(std::vector<std::int32_t>(batch.targets, batch.targets + 6) == std::vector<std::int32_t>{4, 15, 5, 16, 6, 17});
}

TEST_CASE("A text too short for one iteration is refused, one just long enough is not") {
  const std::vector<std::int32_t> tokens(8);
  CHECK(TokenStream(tokens, 2, 3, "text").iterations() == 1);
  const std::vector<std::int32_t> shorter(7);
  CHECK_THROWS_WITH(TokenStream(shorter, 2, 3, "text"),
                    "text: expected at least 8 tokens (batch 2 x (3 steps + 1)), got 7");
}

}  // namespace skipgrid::models
