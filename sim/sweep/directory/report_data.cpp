#include "sim/sweep/directory/report_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "sim/report/html/run_data.h"
#include "sim/sweep/directory/totals.h"
#include "traces/input_error.h"

namespace skipgrid::sweep {
namespace {

/// All done points' figures of a variant, a list for each of total_columns() and one of PEs, as long as there are
/// points.
struct VariantColumns {
  sim::Variant variant;
  std::vector<OrderedJson> columns = std::vector<OrderedJson>(total_columns().size() + 1, OrderedJson::array());

  std::size_t size() const { return columns.front().size(); }
};

OrderedJson json_of(const Cell& cell) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return *integer;
  const std::optional<double> number = number_in(cell);
  return number ? OrderedJson(std::strtod(fmt::format("{:.6g}", *number).c_str(), nullptr)) : OrderedJson(nullptr);
}

/// Of the array: utilization is MACs over PEs x cycles.
OrderedJson pes_of(const VariantTotal& total) {
  const auto figure = [&](const char* name) { return number_in(total.cells[total_column(name)]).value_or(0); };
  const double used = figure("utilization") * figure("cycles");
  return used == 0 ? OrderedJson(nullptr) : OrderedJson(std::llround(figure("macs") / used));
}

class Columns {
 public:
  /// Of the next point.
  void add(const std::vector<VariantTotal>& totals) {
    for (const VariantTotal& total : totals) {
      VariantColumns& columns = of(total.variant);
      fill(columns, points_);
      for (std::size_t i = 0; i < total.cells.size(); ++i) columns.columns[i].push_back(json_of(total.cells[i]));
      columns.columns.back().push_back(pes_of(total));
    }
    ++points_;
  }

  OrderedJson json() {
    for (VariantColumns& columns : variants_) fill(columns, points_);
    OrderedJson variants = OrderedJson::array();
    for (VariantColumns& columns : variants_) {
      OrderedJson figures = OrderedJson::object();
      for (std::size_t i = 0; i < columns.columns.size(); ++i)
        if (i == total_column("cycles") || says_something(i))
          figures[i < total_columns().size() ? total_columns()[i] : "PEs"] = columns.columns[i];
      variants.push_back({{"name", to_string(columns.variant)}, {"figures", std::move(figures)}});
    }
    return variants;
  }

 private:
  /// Whether any variant of any point has more than 0 there.
  bool says_something(std::size_t column) const {
    return std::any_of(variants_.begin(), variants_.end(), [&](const VariantColumns& columns) {
      const OrderedJson& values = columns.columns[column];
      return std::any_of(values.begin(), values.end(),
                         [](const OrderedJson& value) { return !value.is_null() && value != 0; });
    });
  }
  VariantColumns& of(sim::Variant variant) {
    const auto found = std::find_if(variants_.begin(), variants_.end(),
                                    [&](const VariantColumns& columns) { return columns.variant == variant; });
    return found != variants_.end() ? *found : variants_.emplace_back(VariantColumns{variant});
  }
  /// Points without the variant have nothing there.
  static void fill(VariantColumns& columns, std::size_t points) {
    while (columns.size() < points)
      for (OrderedJson& column : columns.columns) column.push_back(nullptr);
  }

  std::vector<VariantColumns> variants_;
  std::size_t points_ = 0;
};

/// The axes' pointers, each with the values that points have, in the order in which they come.
class Axes {
 public:
  explicit Axes(const SweepConfig& sweep)
      : pointers_(pointers(sweep)), values_(pointers_.size()), at_(pointers_.size()) {}

  void add(const std::vector<const AxisValue*>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      const Json& shown = values[i]->shown;
      const auto known = std::find(values_[i].begin(), values_[i].end(), shown);
      at_[i].push_back(known - values_[i].begin());
      if (known == values_[i].end()) values_[i].push_back(shown);
    }
  }

  OrderedJson json() const {
    OrderedJson axes = OrderedJson::array();
    for (std::size_t i = 0; i < pointers_.size(); ++i) {
      OrderedJson values = OrderedJson::array();
      for (const Json& value : values_[i])
        values.push_back(value.is_number() ? OrderedJson(value) : OrderedJson(shown_text(value)));
      axes.push_back({{"pointer", pointers_[i]}, {"values", std::move(values)}, {"at", at_[i]}});
    }
    return axes;
  }

 private:
  std::vector<std::string> pointers_;
  std::vector<std::vector<Json>> values_;
  std::vector<std::vector<std::ptrdiff_t>> at_;
};

}  // namespace

OrderedJson report_data(const SweepDirectory& directory, const Manifest& manifest, Damages& damages) {
  const PointSpace space(manifest.sweep);
  TotalsReader reader;
  PointCounts counts;
  OrderedJson ids = OrderedJson::array();
  Axes axes(manifest.sweep);
  Columns columns;
  for (const Point& point : manifest.points) {
    const PointRecord record = directory.point(manifest, point.id, damages);
    counts.add(record.state);
    if (record.state != PointState::done) continue;
    ids.push_back(id_text(point.id));
    axes.add(space.values(point.choice));
    columns.add(reader.read(directory.result_file(point.id), record.document));
  }
  if (counts.done == 0) throw InputError(directory.path(), "no point is done yet (skipgrid sweep status)");
  return {{"kind", "sweep"},
          {"figures", sim::figures_json()},
          {"name", manifest.sweep.name},
          {"provenance", manifest.provenance},
          {"base", manifest.sweep.base},
          {"counts", {{"done", counts.done}, {"failed", counts.failed}, {"missing", counts.missing}}},
          {"ids", std::move(ids)},
          {"axes", axes.json()},
          {"variants", columns.json()}};
}

}  // namespace skipgrid::sweep
