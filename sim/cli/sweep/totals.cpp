#include "sim/cli/sweep/totals.h"

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>
#include <cstdlib>
#include <map>
#include <optional>
#include <stdexcept>

#include "sim/report/results_writer.h"

namespace skipgrid::cli::sweep {
namespace {

using traces::JsonNode;
using traces::JsonTape;

const std::map<std::string, std::size_t, std::less<>>& column_index() {
  static const auto index = [] {
    std::map<std::string, std::size_t, std::less<>> made;
    for (std::size_t i = 0; i < total_columns().size(); ++i) made[total_columns()[i]] = i;
    return made;
  }();
  return index;
}

/// The value of a key of the object at `at`.
std::uint32_t member(const JsonTape& tape, std::uint32_t at, std::string_view key) {
  if (tape.node(at).kind == JsonNode::Kind::object)
    for (std::uint32_t i = at + 1; i < tape.node(at).end; i = tape.node(i + 1).end)
      if (tape.text(tape.node(i)) == key) return i + 1;
  throw std::runtime_error("\"" + std::string(key) + "\" is missing");
}

Cell cell_of(const JsonTape& tape, const JsonNode& node) {
  switch (node.kind) {
    case JsonNode::Kind::integer: return node.integer;
    case JsonNode::Kind::number: return std::strtod(std::string(tape.text(node)).c_str(), nullptr);
    case JsonNode::Kind::null: return std::monostate();
    default: throw std::runtime_error("a count is no number");
  }
}

}  // namespace

const std::vector<std::string>& total_columns() {
  static const auto columns = [] {
    std::vector<std::string> names;
    boost::split(names, sim::stats_csv_header(), boost::is_any_of(","));
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

const std::vector<VariantTotal>& TotalsReader::read(const SweepDirectory& directory, std::uint64_t id) {
  try {
    totals_.clear();
    tape_.parse(directory.result(id));
    const std::uint32_t variants = member(tape_, 0, "variants");
    if (tape_.node(variants).kind != JsonNode::Kind::array) throw std::runtime_error("\"variants\" is no array");
    for (std::uint32_t i = variants + 1; i < tape_.node(variants).end; i = tape_.node(i).end) read_variant(i);
  } catch (const std::exception& error) {
    throw std::runtime_error(directory.result_file(id) +
                             ": is damaged: remove it and run the sweep again: " + error.what());
  }
  return totals_;
}

void TotalsReader::read_variant(std::uint32_t at) {
  VariantTotal& total = totals_.emplace_back();
  total.variant = tape_.text(tape_.node(member(tape_, at, "name")));
  total.cells.resize(total_columns().size());
  read_cells(member(tape_, at, "total"), total.cells);
}

void TotalsReader::read_cells(std::uint32_t at, std::vector<Cell>& cells) const {
  std::size_t found = 0;
  for (std::uint32_t i = at + 1; i < tape_.node(at).end; i = tape_.node(i + 1).end) {
    const auto column = column_index().find(tape_.text(tape_.node(i)));
    if (column == column_index().end()) continue;
    cells[column->second] = cell_of(tape_, tape_.node(i + 1));
    ++found;
  }
  if (found != cells.size()) throw std::runtime_error("a total has not all counts");
}

}  // namespace skipgrid::cli::sweep
