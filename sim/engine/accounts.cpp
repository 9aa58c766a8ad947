#include "sim/engine/accounts.h"

#include <algorithm>

namespace skipgrid::sim {

std::size_t Accounts::number(const std::string& layer, traces::Phase phase) {
  const auto found = std::find_if(accounts_.begin(), accounts_.end(), [&](const Account& account) {
    return account.layer == layer && account.phase == phase;
  });
  if (found != accounts_.end()) return static_cast<std::size_t>(found - accounts_.begin());
  accounts_.push_back({layer, phase, {}});
  return accounts_.size() - 1;
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
