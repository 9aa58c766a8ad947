// What a terminal would obey is shown instead.
#include "traces/shown_text.h"

#include <catch2/catch.hpp>

namespace skipgrid::testing {

TEST_CASE("Control characters are shown, other text is as it was") {
  CHECK(shown("caf\xc3\xa9 \xf0\x9f\x90\x88 \xc2\xa0") == "caf\xc3\xa9 \xf0\x9f\x90\x88 \xc2\xa0");
  CHECK(shown("\x1b[2J") == "\\x1b[2J");
  CHECK(shown("a\nb\tc\r\x7f") == "a\\x0ab\\x09c\\x0d\\x7f");
  CHECK(shown("\xc2\x9b\x32J") == "\\x9b2J");  // U+009B begins a command as ESC [ does
}

TEST_CASE("Bytes that are not UTF-8 are shown") {
  CHECK(shown("\xc2") == "\\xc2");
  CHECK(shown("a\xff\x62") == "a\\xff\x62");
  CHECK(shown("\x9b\x32J") == "\\x9b2J");                    // the command's byte as Latin-1 has it
  CHECK(shown("\xc0\xaf") == "\\xc0\\xaf");                  // a slash, longer than it need be
  CHECK(shown("\xe0\x9f\xbf") == "\\xe0\\x9f\\xbf");         // the same of U+07FF
  CHECK(shown("\xed\xa0\x80") == "\\xed\\xa0\\x80");         // half of a pair
  CHECK(shown("\xf4\x90\x80\x80").substr(0, 4) == "\\xf4");  // beyond U+10FFFF
  CHECK(shown("\xe2\x82") == "\\xe2\\x82");                  // cut
  CHECK(shown("\xe2\x82\xac \xed\x9f\xbf \xf4\x8f\xbf\xbf") == "\xe2\x82\xac \xed\x9f\xbf \xf4\x8f\xbf\xbf");
}

}  // namespace skipgrid::testing
