#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "platform/endpoint.h"

namespace holdall::platform {

// A server that answers GET and PUT of paths below its address.
struct Server {
  std::string address;  // "https://files.example/team/", with or without the slash at the end
  std::string user;     // empty: it asks for none
  std::string password;

  friend bool operator==(const Server&, const Server&) = default;
};

// A folder that the person has chosen. The platform keeps what is needed to use it again.
struct ChosenFolder {
  std::string key;   // names it from now on
  std::string name;  // as the person knows it

  friend bool operator==(const ChosenFolder&, const ChosenFolder&) = default;
};

// Where the endpoints come from. Endpoints must not outlive it.
class Places {
 public:
  virtual ~Places() = default;

  [[nodiscard]] virtual std::unique_ptr<Endpoint> server(const Server& server) = 0;

  // Whether folders can be chosen here at all.
  [[nodiscard]] virtual bool has_folders() const = 0;
  // Opens the system's dialog (only as the direct consequence of a click or key). Not called at all
  // if the person closes it. Fails with storage_refused where the browser does not allow it.
  virtual void choose_folder(std::function<void(Result<ChosenFolder>)> chosen) = 0;
  // A folder that was chosen before. It answers 'refused' while the person has not allowed this
  // page to use it again, 'offline' if it is not there.
  [[nodiscard]] virtual std::unique_ptr<Endpoint> folder(const std::string& key) = 0;
  // Asks the person to allow it again (only as the direct consequence of a click or key).
  virtual void ask_for_folder(const std::string& key, std::function<void(bool allowed)> done) = 0;
  // The platform keeps nothing of it any more.
  virtual void forget_folder(const std::string& key) = 0;
};

}  // namespace holdall::platform
