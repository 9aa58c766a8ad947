#include "sim/report/html/report_page.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "sim/report/html/embedded_page.h"

using namespace skipgrid::sim;

namespace {

/// What stands in the page's element of data.
std::string data_of(const std::string& page) {
  const std::string begin = R"(<script type="application/json" id="data">)", end = "</script>";
  const std::size_t from = page.find(begin);
  REQUIRE(from != std::string::npos);
  return page.substr(from + begin.size(), page.find(end, from) - from - begin.size());
}

}  // namespace

TEST_CASE("Names in a report's data cannot become markup, and come back as they were") {
  const std::string name = "</script><!-- <b>&amp; \"{{data}}\" {{title}}";
  const nlohmann::ordered_json data{{"name", name}};
  const std::string page = report_page(name, data);
  CHECK(data_of(page).find('<') == std::string::npos);
  CHECK(nlohmann::ordered_json::parse(data_of(page)) == data);
  CHECK_THAT(page, Catch::Contains("<title>&lt;/script&gt;&lt;!-- &lt;b&gt;&amp;amp; \"{{data}}\" {{title}}</title>"));
}

TEST_CASE("A name that is no UTF-8 is shown with replacement characters") {
  const std::string page = report_page("\xff", {{"name", "\xff"}});
  CHECK_THAT(page, Catch::Contains("<title>\xef\xbf\xbd</title>"));
  CHECK(nlohmann::json::parse(data_of(page))["name"] == "\xef\xbf\xbd");
}

TEST_CASE("The page has everything in itself, and says whose charting library it is") {
  const std::string page(embedded_page());
  CHECK(page.find("{{file") == std::string::npos);
  for (const std::string elsewhere : {"src=", "@import", "url(", "<link rel=\"stylesheet\""})
    CHECK(page.substr(0, page.find("// https://d3js.org")).find(elsewhere) == std::string::npos);
  CHECK_THAT(page, Catch::Contains("default-src 'none'"));
  CHECK_THAT(page,
             Catch::Contains("D3 5") && Catch::Contains("Mike Bostock") && Catch::Contains("Redistribution and use"));
}
