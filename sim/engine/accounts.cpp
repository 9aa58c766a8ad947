#include "sim/engine/accounts.h"

#include <limits>

namespace skipgrid::sim {

std::size_t Accounts::number(const std::string& layer, const std::string& op, traces::Phase phase) {
  constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  const auto [known, is_new] = numbers_[layer].try_emplace(op);
  if (is_new) known->second.fill(kNone);
  std::size_t& number = known->second[static_cast<std::size_t>(phase)];
  if (number == kNone) {
    number = accounts_.size();
    accounts_.push_back({layer, op, phase, {}});
  }
  return number;
}

void Accounts::visit_counts(std::size_t number, Totals& totals) {
  for_each_field([&](const auto& field) { totals.visit(accounts_[number].stats.*(field.member)); });
}

Cycles Accounts::cycles() const {
  Cycles sum;
  for (const Account& account : accounts_) sum += account.stats.cycles;
  return sum;
}

}  // namespace skipgrid::sim
