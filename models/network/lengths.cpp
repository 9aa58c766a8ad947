#include "models/network/lengths.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/random/discrete_distribution.hpp>
#include <stdexcept>

#include "models/random_engine.h"
#include "traces/files/checksum.h"
#include "traces/files/csv_reader.h"
#include "traces/input_error.h"

namespace skipgrid::models {

namespace {
constexpr int kLengthsDraw = 0x4c;  // tells these draws from those of masks with the same seed
constexpr std::int64_t kMostSentences = std::int64_t{1} << 40;

void add_cells(const std::vector<std::string>& cells, traces::Checksum& checksum) {
  for (const std::string& cell : cells) {
    checksum.add(cell);
    checksum.add(",");
  }
}
}  // namespace

std::size_t LengthsConfig::stream(const std::string& name) const {
  const auto found = std::find(streams.begin(), streams.end(), name);
  if (found == streams.end()) throw std::out_of_range("no stream " + name);
  return static_cast<std::size_t>(found - streams.begin());
}

std::size_t stream_of(const std::string& name, const LengthsConfig& config, const std::string& place) {
  if (name.empty()) return 0;
  if (std::find(config.streams.begin(), config.streams.end(), name) == config.streams.end()) {
    std::string known;
    for (const std::string& stream : config.streams) known += (known.empty() ? "" : ", ") + stream;
    throw InputError(place + "/tokens", fmt::format("expected a stream of tokens ({}), got \"{}\"", known, name));
  }
  return config.stream(name);
}

void read_length_table(LengthsConfig& config) {
  traces::CsvReader table(config.table);
  std::vector<std::string> names, cells;
  if (!table.next(names)) throw InputError(config.table, "expected a header such as tokens,sentences, got nothing");
  if (names.size() < 2) {
    throw InputError(table.place(), "expected a column of lengths for each stream and one of counts");
  }
  config.streams.assign(names.begin(), names.end() - 1);
  config.rows.clear();
  traces::Checksum checksum;
  add_cells(names, checksum);
  while (table.next(cells)) {
    if (cells.size() != names.size()) {
      throw InputError(table.place(), fmt::format("expected {} cells, got {}", names.size(), cells.size()));
    }
    add_cells(cells, checksum);
    LengthsConfig::Row row;
    for (std::size_t i = 0; i + 1 < cells.size(); ++i) {
      row.lengths.push_back(static_cast<int>(table.integer(cells[i], names[i], 1, 1000000)));
    }
    row.count = table.integer(cells.back(), names.back(), 0, kMostSentences);
    const bool fits = *std::max_element(row.lengths.begin(), row.lengths.end()) <= config.steps;
    if (fits && row.count > 0) config.rows.push_back(std::move(row));
  }
  config.checksum = checksum.value();
  if (config.rows.empty()) {
    throw InputError(config.table, fmt::format("has no sentence of at most {} steps", config.steps));
  }
}

Batch draw_lengths(const LengthsConfig& config, int samples, std::uint64_t seed, int iteration) {
  Batch batch;
  batch.streams.resize(config.streams.size());
  if (config.rows.empty()) {
    for (Stream& stream : batch.streams) stream.lengths = {config.steps, {}};
    return batch;
  }
  std::vector<double> weights;
  for (const LengthsConfig::Row& row : config.rows) weights.push_back(static_cast<double>(row.count));
  const boost::random::discrete_distribution<std::size_t, double> sentence(weights);
  RandomEngine engine = random_engine(seed, {kLengthsDraw, iteration / config.pool});
  std::vector<std::size_t> pool(static_cast<std::size_t>(config.pool) * static_cast<std::size_t>(samples));
  for (std::size_t& drawn : pool) drawn = sentence(engine);
  std::sort(pool.begin(), pool.end(),
            [&](std::size_t a, std::size_t b) { return config.rows[a].lengths < config.rows[b].lengths; });
  // Batches come in random order, as an epoch shuffles them.
  std::vector<int> order(static_cast<std::size_t>(config.pool));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
  shuffle(order, engine);
  const int first = order[static_cast<std::size_t>(iteration % config.pool)] * samples;
  for (std::size_t s = 0; s < batch.streams.size(); ++s) {
    SequenceLengths& lengths = batch.streams[s].lengths;
    for (int b = 0; b < samples; ++b) {
      lengths.of_sample.push_back(config.rows[pool[static_cast<std::size_t>(first + b)]].lengths[s]);
    }
    lengths.steps = *std::max_element(lengths.of_sample.begin(), lengths.of_sample.end());
  }
  return batch;
}

}  // namespace skipgrid::models
