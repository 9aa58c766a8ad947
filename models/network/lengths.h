// How long the sentences of a workload are: all the same, or drawn from counts of a real corpus and put into batches of
// about equal length, as training does.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/network/batch.h"

namespace skipgrid::models {

/// A table counts how often sentences have these lengths, one length a stream: pairs of a translation have two.
struct LengthsConfig {
  std::vector<std::string> streams{"tokens"};  ///< names of the texts
  int steps = 1;                               ///< of every sentence; with a table: the most, longer ones are left out

  std::string table;  ///< path; empty: every sentence has `steps` steps
  int pool = 100;     ///< batches that are drawn together, sorted by length and cut: bucketing

  struct Row {
    std::vector<int> lengths;  ///< of each stream
    std::int64_t count = 0;
  };
  std::vector<Row> rows = {};
  std::uint64_t checksum = 0;  ///< of the table's cells as they were read

  /// The index of a stream. Throws std::out_of_range.
  std::size_t stream(const std::string& name) const;
};

/// The index of the stream that a layer names, the first unless it names one. Throws InputError at `place`/tokens.
std::size_t stream_of(const std::string& name, const LengthsConfig& config, const std::string& place);

/// Reads a table "source_tokens,target_tokens,pairs": a column of lengths for each stream, and how often. The header
/// names the streams. Throws InputError "file:line: ...".
void read_length_table(LengthsConfig& config);

/// The lengths of the batch of an iteration, a pure function of (seed, iteration): of `samples` sentences.
Batch draw_lengths(const LengthsConfig& config, int samples, std::uint64_t seed, int iteration);

}  // namespace skipgrid::models
