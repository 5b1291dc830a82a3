# A private apt root for a newer Debian suite: its packages and sources can be downloaded without
# root, and the machine's own packages and /etc/apt stay as they are.

# The Debian mirror that this machine's apt uses already.
debian_mirror() {
  {
    apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' 2>/dev/null
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources} 2>/dev/null |
      sed -E '/^[[:space:]]*#/d; s/[[:space:]]+/\n/g' | grep -E '^[a-z]+:.*/debian/?$'
  } | sed -n 1p || true
}

# debian_root SUITE: prepares the root once and sets `apt_config`, to be used as apt-get -c
# "$apt_config".
debian_root() {
  local suite=$1 dir=$HOLDALL_CACHE/apt/$1 mirror
  apt_config=$dir/conf
  [[ ! -e $dir/ok ]] || return 0
  have apt-get || die 'this needs apt; README.md names what to install on other systems'
  mirror=$(debian_mirror)
  [[ -n $mirror ]] || die 'apt knows no Debian mirror; README.md names what to install elsewhere'
  rm -rf "$dir"
  mkdir -p "$dir"/{lists/partial,archives/partial,parts}
  : >"$dir/status"
  cat >"$dir/conf" <<X
Dir::State "$dir"; Dir::State::lists "$dir/lists"; Dir::State::status "$dir/status";
Dir::Cache "$dir"; Dir::Cache::archives "$dir/archives";
Dir::Cache::pkgcache ""; Dir::Cache::srcpkgcache "";
Dir::Etc::sourcelist "/dev/null"; Dir::Etc::sourceparts "$dir/parts";
Dir::Etc::preferences "/dev/null"; Dir::Etc::preferencesparts "/dev/null";
APT::Install-Recommends "false"; APT::Sandbox::User "$(id -un)"; Debug::NoLocking "true";
Acquire::Languages "none"; Acquire::Check-Valid-Until "false"; Acquire::Retries "3";
#clear APT::Update::Post-Invoke; #clear APT::Update::Post-Invoke-Success; #clear DPkg::Post-Invoke;
X
  cat >"$dir/parts/holdall.sources" <<X
Types: deb deb-src
URIs: $mirror
Suites: $suite
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
X
  apt-get -c "$dir/conf" -qq update && touch "$dir/ok"
}
