#include "sim/sweep/directory/results_database.h"

#include <cerrno>
#include <cstring>
#include <utility>

namespace skipgrid::sweep {
namespace {

/// A name of a column, whatever is in it.
std::string quoted(const std::string& name) {
  std::string quoted = "\"";
  for (const char c : name) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string placeholders(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += i == 0 ? "?" : ", ?";
  return text;
}

// SQLITE_TRANSIENT: the text is copied at once.
int bind_text(sqlite3_stmt* statement, int at, const std::string& text) {
  return sqlite3_bind_text(statement, at, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

int bind(sqlite3_stmt* statement, int at, const Json& value) {
  if (value.is_boolean()) return sqlite3_bind_int(statement, at, value.get<bool>() ? 1 : 0);
  if (value.is_number_integer()) return sqlite3_bind_int64(statement, at, value.get<std::int64_t>());
  if (value.is_number()) return sqlite3_bind_double(statement, at, value.get<double>());
  return bind_text(statement, at, shown_text(value));
}

int bind(sqlite3_stmt* statement, int at, const Cell& cell) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return sqlite3_bind_int64(statement, at, *integer);
  if (const auto* real = std::get_if<double>(&cell)) return sqlite3_bind_double(statement, at, *real);
  return sqlite3_bind_null(statement, at);
}

/// The library's own texts are for those who program with it.
std::string reason(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL: return std::strerror(ENOSPC);
    case SQLITE_NOMEM: return std::strerror(ENOMEM);
    case SQLITE_CANTOPEN: return "it cannot be made";
    case SQLITE_READONLY: return std::strerror(EROFS);
    case SQLITE_CONSTRAINT: return "a point comes twice";
    default: return "error " + std::to_string(code) + " of SQLite";
  }
}

}  // namespace

ResultsDatabase::ResultsDatabase(const std::string& path, const std::vector<std::string>& pointers) : path_(path) {
  // No other process knows the file, so it is not locked: network file systems do that badly.
  check(sqlite3_open_v2(path.c_str(), &database_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, "unix-none"));
  execute("PRAGMA journal_mode = OFF");
  execute("PRAGMA synchronous = OFF");
  std::string columns = "\"point\" TEXT";
  for (const std::string& pointer : pointers) columns += ", " + quoted(pointer);
  columns += ", \"variant\" TEXT";
  for (const std::string& field : total_columns()) columns += ", " + quoted(field);
  execute("CREATE TABLE results (" + columns + ")");
  execute("CREATE TABLE points (id TEXT PRIMARY KEY, status TEXT, error TEXT)");
  execute("BEGIN");
  row_ = prepare("INSERT INTO results VALUES (" + placeholders(2 + pointers.size() + total_columns().size()) + ")");
  point_ = prepare("INSERT INTO points VALUES (?, ?, ?)");
}

ResultsDatabase::~ResultsDatabase() {
  row_.reset();
  point_.reset();
  sqlite3_close(database_);
}

void ResultsDatabase::add_row(const std::string& point, const std::vector<const AxisValue*>& values,
                              const VariantTotal& total) {
  int at = 0;
  check(bind_text(row_.get(), ++at, point));
  for (const AxisValue* value : values) check(bind(row_.get(), ++at, value->shown));
  check(bind_text(row_.get(), ++at, std::string(to_string(total.variant))));
  for (const Cell& cell : total.cells) check(bind(row_.get(), ++at, cell));
  insert(row_.get());
}

void ResultsDatabase::add_point(const std::string& id, const std::string& status, const std::string& error) {
  check(bind_text(point_.get(), 1, id));
  check(bind_text(point_.get(), 2, status));
  check(error.empty() ? sqlite3_bind_null(point_.get(), 3) : bind_text(point_.get(), 3, error));
  insert(point_.get());
}

void ResultsDatabase::finish() {
  execute("COMMIT");
  row_.reset();
  point_.reset();
  check(sqlite3_close(std::exchange(database_, nullptr)));
}

void ResultsDatabase::execute(const std::string& sql) {
  check(sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr));
}

ResultsDatabase::Statement ResultsDatabase::prepare(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  check(sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement, nullptr));
  return Statement(statement, sqlite3_finalize);
}

void ResultsDatabase::insert(sqlite3_stmt* statement) {
  if (sqlite3_step(statement) != SQLITE_DONE) check(sqlite3_errcode(database_));
  check(sqlite3_reset(statement));
}

void ResultsDatabase::check(int code) const {
  if (code != SQLITE_OK) throw StorageError(path_ + ": cannot be written: " + reason(code));
}

}  // namespace skipgrid::sweep
