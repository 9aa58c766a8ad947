#include "sim/report/text_table.h"

#include <catch2/catch.hpp>
#include <limits>

using namespace skipgrid::sim;

TEST_CASE("Thousands are separated") {
  CHECK(with_thousands(0) == "0");
  CHECK(with_thousands(999) == "999");
  CHECK(with_thousands(1000) == "1,000");
  CHECK(with_thousands(123456) == "123,456");
  CHECK(with_thousands(1234567) == "1,234,567");
  CHECK(with_thousands(-999) == "-999");
  CHECK(with_thousands(-1000) == "-1,000");
  CHECK(with_thousands(std::numeric_limits<std::int64_t>::max()) == "9,223,372,036,854,775,807");
}

TEST_CASE("What has no value is a dash") {
  CHECK(times(std::nullopt) == "-");
  CHECK(times(1.789) == "1.79x");
  CHECK(percent(std::nullopt) == "-");
  CHECK(percent(0.9344) == "93.4%");
}

TEST_CASE("Columns are aligned, and no line ends in blanks") {
  TextTable table({"name", "count", "note"}, "lrl");
  table.rule();
  table.row({"a", "1,000", "x"});
  table.row({"long name", "2", ""});
  CHECK(table.text() ==
        "name       count  note\n"
        "----------------------\n"
        "a          1,000  x\n"
        "long name      2\n");
  CHECK(table.width() == 22);
}
