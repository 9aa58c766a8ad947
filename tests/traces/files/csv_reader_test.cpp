// Small tables: what people type, and what is refused.
#include "traces/files/csv_reader.h"

#include <catch2/catch.hpp>

#include "tests/fixtures/temporary_folder.h"
#include "traces/input_error.h"

namespace skipgrid::traces::test {
namespace {

using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Row = std::vector<std::string>;

std::vector<Row> rows_of(const std::string& bytes) {
  const TemporaryFolder folder;
  write_file(folder / "table.csv", bytes);
  CsvReader reader(folder / "table.csv");
  std::vector<Row> rows;
  Row cells;
  while (reader.next(cells)) rows.push_back(cells);
  return rows;
}

TEST_CASE("Cells lose the blanks around them and keep those inside") {
  CHECK(rows_of("Layer name,\tM , N\n a b ,1,2\n") == std::vector<Row>{{"Layer name", "M", "N"}, {"a b", "1", "2"}});
}

TEST_CASE("A trailing comma is an empty last cell, and so is every gap") {
  CHECK(rows_of("a,b,\n,,\n") == std::vector<Row>{{"a", "b", ""}, {"", "", ""}});
}

TEST_CASE("Blank lines, carriage returns, a byte-order mark and a missing last newline do no harm") {
  const std::vector<Row> expected{{"a", "b"}, {"1", "2"}};
  CHECK(rows_of("a,b\n1,2\n") == expected);
  CHECK(rows_of("a,b\n1,2") == expected);
  CHECK(rows_of("a,b\r\n\r\n1,2\r\n") == expected);
  CHECK(rows_of("\xef\xbb\xbf"
                "a,b\n  \n\n1,2\n\n") == expected);
}

TEST_CASE("A file without rows has none") {
  CHECK(rows_of("").empty());
  CHECK(rows_of("\n \n\t\r\n").empty());
}

TEST_CASE("The place is the line of the row, blank lines counted") {
  const TemporaryFolder folder;
  write_file(folder / "table.csv", "a\n\n\nb");
  CsvReader reader(folder / "table.csv");
  Row cells;
  REQUIRE(reader.next(cells));
  CHECK(reader.place() == folder / "table.csv:1");
  REQUIRE(reader.next(cells));
  CHECK(reader.place() == folder / "table.csv:4");
}

TEST_CASE("No-break spaces are blanks, and quotation marks around a cell are no part of it") {
  CHECK(rows_of("a,\xc2\xa0 b \xc2\xa0\n") == std::vector<Row>{{"a", "b"}});
  CHECK(rows_of("caf\xc3\xa0, \xc3\xa0 \n") == std::vector<Row>{{"caf\xc3\xa0", "\xc3\xa0"}});
  CHECK(rows_of("\"a\" , \" 1,5 \",\"say \"\"b\"\"\",\"\"\n") == std::vector<Row>{{"a", "1,5", "say \"b\"", ""}});
}

TEST_CASE("Tabs separate where the first row has tabs and no comma") {
  CHECK(rows_of("a\tb c\n1\t2,5\n") == std::vector<Row>{{"a", "b c"}, {"1", "2,5"}});
  CHECK(rows_of("a\t,b\n1\t,2\n") == std::vector<Row>{{"a", "b"}, {"1", "2"}});
  CHECK(rows_of("a\t\tc\n\t\t3\n") == std::vector<Row>{{"a", "", "c"}, {"", "", "3"}});
  CHECK(rows_of("\talone\t\n") == std::vector<Row>{{"alone"}});
}

TEST_CASE("Open quotation marks, carriage returns alone and NUL bytes are refused with their line") {
  CHECK_THROWS_WITH(rows_of("a,b\n\"1,2\n"), EndsWith("table.csv:2: a quotation mark is not closed"));
  CHECK_THROWS_WITH(rows_of("a,b\n1\"2,3\n"), EndsWith("table.csv:2: expected quotation marks around a whole cell"));
  CHECK_THROWS_WITH(rows_of("\"a\"b,c\n"),
                    EndsWith("table.csv:1: expected nothing between a quoted cell and the next"));
  CHECK_THROWS_WITH(rows_of("a,b\r1,2\r"), EndsWith("table.csv:1: expected lines that end in a newline, got a carriage "
                                                    "return alone"));
  CHECK_THROWS_WITH(rows_of(std::string("a,b\n1,\0\n", 8)), EndsWith("table.csv:2: expected text, got a NUL byte"));
}

TEST_CASE("An integer is all of its cell and within its limits") {
  const TemporaryFolder folder;
  write_file(folder / "table.csv", "1\n");
  CsvReader reader(folder / "table.csv");
  Row cells;
  REQUIRE(reader.next(cells));
  CHECK(reader.integer("1", "M", 1, 64) == 1);
  CHECK(reader.integer("64", "M", 1, 64) == 64);
  CHECK(reader.integer("-3", "M", -3, 64) == -3);
  const auto bad = GENERATE(as<std::string>{}, "0", "65", "1.0", "1e3", "+1", "", " 1", "1 2", "0x10", "one",
                            "99999999999999999999");
  CHECK_THROWS_AS(reader.integer(bad, "M", 1, 64), InputError);
  CHECK_THROWS_WITH(reader.integer(bad, "M", 1, 64),
                    EndsWith("table.csv:1: M: expected an integer from 1 to 64, got \"" + bad + "\""));
}

TEST_CASE("A missing file and a folder are errors that name them") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(CsvReader(folder / "missing.csv"), InputError);
  CHECK_THROWS_WITH(CsvReader(folder / "missing.csv"), Contains("missing.csv"));
}

}  // namespace
}  // namespace skipgrid::traces::test
