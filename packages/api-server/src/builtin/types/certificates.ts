/** Types of certificates.k8s.io/v1 in the notation of ../notation/type-definition.ts. */
export const certificatesTypes = `
CertificateSigningRequest kind
  metadata +meta.ObjectMeta
  spec! +CertificateSigningRequestSpec
  status +CertificateSigningRequestStatus
CertificateSigningRequestCondition
  type! +string
  status! +string
  reason string
  message string
  lastUpdateTime +time
  lastTransitionTime +time
CertificateSigningRequestSpec
  request! +bytes
  signerName! +string
  expirationSeconds *int32
  usages [atomic]string(any|cert sign|client auth|code signing|content commitment|crl sign|data encipherment|decipher only|digital signature|email protection|encipher only|ipsec end system|ipsec tunnel|ipsec user|key agreement|key encipherment|microsoft sgc|netscape sgc|ocsp signing|s/mime|server auth|signing|timestamping)
  username string
  uid string
  groups [atomic]string
  extra {}[]string
CertificateSigningRequestStatus
  conditions [map type]CertificateSigningRequestCondition
  certificate bytes
`;
