// What a terminal would obey is shown instead.
#include "traces/shown_text.h"

#include <catch2/catch.hpp>

namespace skipgrid::testing {

TEST_CASE("Control characters are shown, other text is as it was") {
  CHECK(shown("caf\xc3\xa9 \xf0\x9f\x90\x88 \xc2\xa0") == "caf\xc3\xa9 \xf0\x9f\x90\x88 \xc2\xa0");
  CHECK(shown("\x1b[2J") == "\\x1b[2J");
  CHECK(shown("a\nb\tc\r\x7f") == "a\\x0ab\\x09c\\x0d\\x7f");
  CHECK(shown("\xc2\x9b\x32J") == "\\x9b2J");  // U+009B begins a command as ESC [ does
  CHECK(shown("\xc2") == "\xc2");
}

}  // namespace skipgrid::testing
