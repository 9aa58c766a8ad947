#include "sim/cli/options.h"

#include <fmt/format.h>

#include <charconv>
#include <ostream>

#include "traces/input_error.h"

namespace skipgrid::cli {

namespace po = boost::program_options;

namespace {

/// What is wrong with a command line, in our words.
std::string words_of(const po::error& error) {
  using Syntax = po::invalid_command_line_syntax;
  if (const auto* unknown = dynamic_cast<const po::unknown_option*>(&error))
    return fmt::format("unknown option {}", unknown->get_option_name());
  if (const auto* twice = dynamic_cast<const po::multiple_occurrences*>(&error))
    return fmt::format("{} is given more than once", twice->get_option_name());
  if (dynamic_cast<const po::too_many_positional_options_error*>(&error) != nullptr)
    return "expected fewer words beside the options";
  if (const auto* syntax = dynamic_cast<const Syntax*>(&error)) {
    switch (syntax->kind()) {
      case Syntax::missing_parameter: return fmt::format("{} needs a value", syntax->get_option_name());
      case Syntax::extra_parameter: return fmt::format("{} takes no value", syntax->get_option_name());
      default: break;
    }
    return fmt::format("{} cannot be read", syntax->get_option_name());
  }
  return "the options cannot be read";
}

}  // namespace

Options::Options(CommandText text) : text_(std::move(text)), named_("Options", 100) {
  named_.add_options()("help", "print this and end");
}

void Options::value(const std::string& name, const std::string& placeholder, const std::string& description) {
  named_.add_options()(name.c_str(), po::value<std::string>()->value_name(placeholder), description.c_str());
}

void Options::flag(const std::string& name, const std::string& description) {
  named_.add_options()(name.c_str(), description.c_str());
}

void Options::repeated(const std::string& name, const std::string& placeholder, const std::string& description) {
  named_.add_options()(name.c_str(), po::value<std::vector<std::string>>()->value_name(placeholder),
                       description.c_str());
}

void Options::argument(const std::string& name) {
  unnamed_.add_options()(name.c_str(), po::value<std::string>(), "");
  order_.add(name.c_str(), 1);
}

void Options::arguments(const std::string& name) {
  unnamed_.add_options()(name.c_str(), po::value<std::vector<std::string>>(), "");
  order_.add(name.c_str(), -1);
}

bool Options::parse(const Arguments& arguments, std::ostream& out) {
  // Long options are never guessed from their first letters: what is accepted today must not become ambiguous.
  namespace style = po::command_line_style;
  constexpr int kStyle = style::allow_long | style::long_allow_adjacent | style::long_allow_next | style::allow_short |
                         style::allow_dash_for_short | style::short_allow_adjacent | style::short_allow_next;
  po::options_description all;
  all.add(named_).add(unnamed_);
  try {
    po::store(po::command_line_parser(arguments).options(all).positional(order_).style(kStyle).run(), values_);
  } catch (const po::error& error) {
    throw InputError("skipgrid " + text_.name, fmt::format("{} (see skipgrid {} --help)", words_of(error), text_.name));
  }
  if (!has("help")) return true;
  print_help(out);
  return false;
}

void Options::print_help(std::ostream& out) const {
  out << "skipgrid " << text_.name << " " << text_.arguments << "\n\n" << text_.summary << "\n\n" << named_;
  out << "\nExample:\n  " << text_.example << "\n";
}

void Options::fail(const std::string& option, const std::string& problem) const {
  throw InputError("skipgrid " + text_.name + ": " + option, problem);
}

std::string Options::shown_name(const std::string& name) const {
  return unnamed_.find_nothrow(name, false) != nullptr ? name : "--" + name;
}

std::string Options::text(const std::string& name) const {
  if (!has(name)) fail(shown_name(name), fmt::format("is missing (see skipgrid {} --help)", text_.name));
  const std::string given = values_[name].as<std::string>();
  if (given.empty()) fail(shown_name(name), "expected a value, got nothing");
  return given;
}

std::vector<std::string> Options::texts(const std::string& name) const {
  if (!has(name)) return {};
  const auto& given = values_[name].as<std::vector<std::string>>();
  for (const std::string& text : given)
    if (text.empty()) fail(shown_name(name), "expected a value, got nothing");
  return given;
}

std::vector<std::string> Options::one_or_more(const std::string& name) const {
  if (!has(name)) fail(name, "is missing");
  return texts(name);
}

std::int64_t Options::integer(const std::string& name, std::int64_t least, std::int64_t most) const {
  const std::string given = text(name);
  std::int64_t number = 0;
  const char* end = given.data() + given.size();
  const auto [stop, error] = std::from_chars(given.data(), end, number);
  if (error != std::errc() || stop != end || number < least || number > most)
    fail("--" + name, fmt::format("expected an integer from {} to {}, got \"{}\"", least, most, given));
  return number;
}

std::int64_t Options::integer_or(const std::string& name, std::int64_t least, std::int64_t most,
                                 std::int64_t otherwise) const {
  return has(name) ? integer(name, least, most) : otherwise;
}

Format Options::format() const {
  const std::string given = has("format") ? text("format") : "table";
  if (given == "table") return Format::table;
  if (given == "json") return Format::json;
  if (given == "csv") return Format::csv;
  fail("--format", "expected table, json or csv, got \"" + given + "\"");
}

}  // namespace skipgrid::cli
