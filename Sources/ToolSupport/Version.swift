/// What `--version` prints, and what a `.clipw` file's `source` names as its maker.
package let toolchainVersion = "0.1.0"
