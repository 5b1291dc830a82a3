#pragma once

namespace holdall::sim {

// Which signatures were found good and bad is remembered until this is called: once per schedule,
// so that they do not pile up.
void forget_signatures();
// Those that are remembered now are never forgotten: of what every schedule begins with.
void keep_signatures();

}  // namespace holdall::sim
