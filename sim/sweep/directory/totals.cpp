#include "sim/sweep/directory/totals.h"

#include <simdjson.h>
#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>

#include "sim/report/results_writer.h"

namespace skipgrid::sweep {
namespace {

const std::map<std::string, std::size_t, std::less<>>& column_index() {
  static const auto index = [] {
    std::map<std::string, std::size_t, std::less<>> made;
    for (std::size_t i = 0; i < total_columns().size(); ++i) made[total_columns()[i]] = i;
    return made;
  }();
  return index;
}

Cell cell_of(simdjson::ondemand::value value) {
  if (value.is_null()) return std::monostate();
  const simdjson::ondemand::number number = value.get_number();
  if (number.is_double()) return number.get_double();
  return number.get_int64();
}

std::vector<Cell> cells_of(simdjson::ondemand::object total) {
  std::vector<Cell> cells(total_columns().size());
  std::size_t found = sim::kComparedWith.size();  // beside the total
  for (auto field : total) {
    const auto column = column_index().find(std::string_view(field.unescaped_key()));
    if (column == column_index().end()) continue;
    cells[column->second] = cell_of(field.value());
    ++found;
  }
  if (found != cells.size()) throw std::runtime_error("a total has not all counts");
  return cells;
}

}  // namespace

const std::vector<std::string>& total_columns() {
  static const auto columns = [] {
    std::vector<std::string> names;
    boost::split(names, sim::stats_csv_header(), boost::is_any_of(","));
    for (const sim::ComparedWith& compared : sim::kComparedWith) names.emplace_back(compared.name);
    return names;
  }();
  return columns;
}

std::size_t total_column(const std::string& name) { return column_index().at(name); }

std::optional<double> number_in(const Cell& cell) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*integer);
  if (const auto* real = std::get_if<double>(&cell)) return *real;
  return std::nullopt;
}

class TotalsReader::Parser : public simdjson::ondemand::parser {};

TotalsReader::TotalsReader() : parser_(std::make_unique<Parser>()) {}
TotalsReader::~TotalsReader() = default;

std::vector<VariantTotal> TotalsReader::read(const std::string& path, const std::string& document) {
  try {
    const simdjson::padded_string text(document);
    simdjson::ondemand::document results = parser_->iterate(text);
    std::vector<VariantTotal> totals;
    for (simdjson::ondemand::object variant : results["variants"].get_array()) {
      VariantTotal& total = totals.emplace_back();
      total.variant = sim::variant_from_string(std::string_view(variant["name"]));
      total.cells = cells_of(variant["total"]);
      for (const sim::ComparedWith& compared : sim::kComparedWith) {
        simdjson::ondemand::value speedup = variant[compared.name];
        if (!speedup.is_null()) total.cells[total_column(compared.name)] = cell_of(speedup["total"]);
      }
    }
    if (totals.empty()) throw std::runtime_error("no variant is in it");
    return totals;
  } catch (const std::exception&) {
    throw std::runtime_error(path + ": is no results document: remove it and run the sweep again");
  }
}

}  // namespace skipgrid::sweep
