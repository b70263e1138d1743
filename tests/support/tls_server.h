#pragma once
// A TLS server on loopback with a self-signed certificate of its own making; answers every request with "secret kept".
// Threads and end are those of RawServer. The certificate is good for an hour and for one name.

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "tests/support/raw_server.h"

namespace lakecode::test {

template <auto Free>
struct With {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using TlsKey = std::unique_ptr<EVP_PKEY, With<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, With<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, With<X509_EXTENSION_free>>;
using TlsContext = std::unique_ptr<SSL_CTX, With<SSL_CTX_free>>;
using TlsSession = std::unique_ptr<SSL, With<SSL_free>>;

/// A self-signed certificate for one subject alternative name, as "IP:127.0.0.1", good for an hour.
inline Certificate make_certificate(EVP_PKEY* key, const char* name) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), subject);
  const Extension names(X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, name));
  X509_add_ext(certificate.get(), names.get(), -1);
  X509_sign(certificate.get(), key, EVP_sha256());
  return certificate;
}

class TlsServer {
 public:
  explicit TlsServer(const char* name)
      : key_(EVP_EC_gen("P-256")),
        certificate_(make_certificate(key_.get(), name)),
        tls_(SSL_CTX_new(TLS_server_method())),
        server_([this](Connection& connection, int) { serve(connection); }) {
    SSL_CTX_use_certificate(tls_.get(), certificate_.get());
    SSL_CTX_use_PrivateKey(tls_.get(), key_.get());
  }
  [[nodiscard]] std::string url() const { return "https://127.0.0.1:" + std::to_string(server_.port()) + "/"; }

  /// The certificate as a PEM file in `folder`.
  [[nodiscard]] std::string ca_file(const std::filesystem::path& folder) const {
    const auto path = folder / "ca.pem";
    std::FILE* file = std::fopen(path.c_str(), "w");
    PEM_write_X509(file, certificate_.get());
    std::fclose(file);
    return path;
  }

 private:
  void serve(const Connection& connection) const {
    sigset_t broken_pipe;  // OpenSSL writes its alert to a client that has already left
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
    const TlsSession session(SSL_new(tls_.get()));
    SSL_set_fd(session.get(), connection.fd());
    if (SSL_accept(session.get()) != 1) return;
    char request[4096];
    if (SSL_read(session.get(), request, sizeof request) <= 0) return;
    const std::string text = answer("200 OK", "", "secret kept");
    SSL_write(session.get(), text.data(), static_cast<int>(text.size()));
    SSL_shutdown(session.get());
  }

  TlsKey key_;
  Certificate certificate_;
  TlsContext tls_;
  RawServer server_;
};

}  // namespace lakecode::test
