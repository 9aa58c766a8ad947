#include "traces/files/checksum.h"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "tests/fixtures/temporary_folder.h"

namespace skipgrid::traces {
namespace {

TEST_CASE("A checksum is that of XXH3, the same for bytes at once, in pieces and in a file", "[checksum]") {
  // Of nothing: the reference value of XXH3_64bits with seed 0, from the algorithm's specification.
  CHECK(checksum_text(checksum_of("")) == "2d06800538d394c2");
  CHECK(checksum_of("ab") != checksum_of("ba"));
  Checksum pieces;
  pieces.add("one ");
  pieces.add("");
  pieces.add("two");
  CHECK(pieces.value() == checksum_of("one two"));
  const test::TemporaryFolder folder;
  test::write_file(folder / "file", "one two");
  CHECK(checksum_of_file(folder / "file") == checksum_of("one two"));
}

TEST_CASE("A CRC-32 is that of gzip and zip, in pieces and of nothing", "[checksum]") {
  Crc32 crc;
  CHECK(crc.value() == 0);
  crc.add("1234");
  crc.add("");
  crc.add({});
  crc.add("56789");
  CHECK(crc.value() == 0xcbf43926);  // the check value of the algorithm's catalogues
}

TEST_CASE("The text of a checksum reads back, and no other text does", "[checksum]") {
  CHECK(checksum_text(0xabc) == "0000000000000abc");
  for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{0xabc}, ~std::uint64_t{0}})
    CHECK(checksum_from_text(checksum_text(value)) == value);
  for (const char* text : {"", "abc", "000000000000000g", "0000000000000abc0", "-000000000000001", "0000000000000ABC"})
    CHECK_THROWS_AS(checksum_from_text(text), std::invalid_argument);
}

}  // namespace
}  // namespace skipgrid::traces
