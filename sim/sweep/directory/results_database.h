// results.sqlite: the rows of results.csv and what became of each point, for queries.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <vector>

#include "sim/sweep/directory/totals.h"

namespace skipgrid::sweep {

/// A database that only one process knows yet. Tables: `results` (point, the axes' pointers, variant, the fields of
/// total_columns()) and `points` (id, status, error). Every member throws StorageError.
class ResultsDatabase {
 public:
  /// Makes the file, which must not be there.
  ResultsDatabase(const std::string& path, const std::vector<std::string>& pointers);
  ~ResultsDatabase();
  ResultsDatabase(const ResultsDatabase&) = delete;
  ResultsDatabase& operator=(const ResultsDatabase&) = delete;

  void add_row(const std::string& point, const std::vector<const AxisValue*>& values, const VariantTotal& total);
  void add_point(const std::string& id, const std::string& status, const std::string& error);
  /// The file is complete and closed then.
  void finish();

 private:
  using Statement = std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)>;

  void execute(const std::string& sql);
  Statement prepare(const std::string& sql);
  void insert(sqlite3_stmt* statement);
  void check(int code) const;

  std::string path_;
  sqlite3* database_ = nullptr;
  Statement row_{nullptr, sqlite3_finalize}, point_{nullptr, sqlite3_finalize};
};

}  // namespace skipgrid::sweep
