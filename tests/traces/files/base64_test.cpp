#include <catch2/catch.hpp>
#include <random>

#include "traces/files/base64.h"

using namespace skipgrid::traces;
using Bytes = std::vector<std::uint8_t>;

namespace {

std::string encoded(const Bytes& bytes) {
  std::string text;
  append_base64(bytes, text);
  return text;
}

Bytes from_text(const std::string& text) { return Bytes(text.begin(), text.end()); }

}  // namespace

TEST_CASE("Base64 gives the examples of RFC 4648") {
  const std::vector<std::pair<std::string, std::string>> examples{{"", ""},
                                                                  {"f", "Zg=="},
                                                                  {"fo", "Zm8="},
                                                                  {"foo", "Zm9v"},
                                                                  {"foob", "Zm9vYg=="},
                                                                  {"fooba", "Zm9vYmE="},
                                                                  {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : examples) {
    CAPTURE(plain);
    CHECK(encoded(from_text(plain)) == text);
    CHECK(base64_length(plain.size()) == text.size());
    Bytes bytes{1, 2, 3};
    CHECK(decode_base64(text, bytes));
    CHECK(bytes == from_text(plain));
  }
}

TEST_CASE("Base64 takes any bytes there and back") {
  const auto seed = GENERATE(range(1u, 201u));
  CAPTURE(seed);
  std::mt19937 random(seed);
  Bytes bytes(random() % 300);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  Bytes back;
  REQUIRE(decode_base64(encoded(bytes), back));
  CHECK(back == bytes);
}

TEST_CASE("Base64 refuses every spelling but its own") {
  const auto text = GENERATE("A", "AA", "AAA", "AAAAA", "====", "A===", "AA=A", "=AAA", "AAAA====", "AA==AAAA", "Zg=\n",
                             " Zg=", "Zm9v\n", "Zm-_", "Zh==", "Zm9=", "Zm9\x80");
  CAPTURE(text);
  Bytes bytes;
  CHECK_FALSE(decode_base64(text, bytes));
}
