// The options of one command: parsed strictly, with errors that name the option, and a help text with an example.
#pragma once

#include <boost/program_options.hpp>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skipgrid::cli {

using Arguments = std::vector<std::string>;

struct CommandText {
  std::string name;       ///< "gemm"
  std::string arguments;  ///< "--m M --k K ..."
  std::string summary;    ///< a sentence
  std::string example;    ///< a command line that works
};

enum class Format { table, json, csv };

class Options {
 public:
  explicit Options(CommandText text);

  /// An option that takes a value, one that does not, one that may be given again and again, and an argument without
  /// a name: arguments come in the order in which they are added here. "jobs,j" is --jobs, and -j for short.
  void value(const std::string& name, const std::string& placeholder, const std::string& description);
  void flag(const std::string& name, const std::string& description);
  void repeated(const std::string& name, const std::string& placeholder, const std::string& description);
  void argument(const std::string& name);
  /// One or more arguments without a name; the last to be added.
  void arguments(const std::string& name);

  /// False when --help was asked for and has been printed. Throws InputError "skipgrid gemm: ...".
  bool parse(const Arguments& arguments, std::ostream& out);

  // Each throws InputError when the option is missing (without `otherwise`) or its value is not what it should be.
  bool has(const std::string& name) const { return values_.count(name) > 0; }
  std::string text(const std::string& name) const;
  std::vector<std::string> texts(const std::string& name) const;
  /// What arguments() has taken; throws when there is none.
  std::vector<std::string> one_or_more(const std::string& name) const;
  std::int64_t integer(const std::string& name, std::int64_t least, std::int64_t most) const;
  std::int64_t integer_or(const std::string& name, std::int64_t least, std::int64_t most, std::int64_t otherwise) const;
  Format format() const;

  /// One of an enumeration's words; `from_string` throws std::invalid_argument for any other.
  template <class Enum>
  Enum word(const std::string& name, Enum (*from_string)(std::string_view)) const {
    const std::string given = text(name);
    try {
      return from_string(given);
    } catch (const std::invalid_argument& error) {
      fail("--" + name, error.what());
    }
  }
  template <class Enum>
  Enum word_or(const std::string& name, Enum (*from_string)(std::string_view), Enum otherwise) const {
    return has(name) ? word(name, from_string) : otherwise;
  }

  /// Throws the InputError that a wrong option is.
  [[noreturn]] void fail(const std::string& option, const std::string& problem) const;

 private:
  void print_help(std::ostream& out) const;
  std::string shown_name(const std::string& name) const;

  CommandText text_;
  boost::program_options::options_description named_, unnamed_;
  boost::program_options::positional_options_description order_;
  boost::program_options::variables_map values_;
};

}  // namespace skipgrid::cli
