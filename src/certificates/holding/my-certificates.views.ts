import { certificateLine } from '../register/certificate-line.views.js';
import { type RegisteredCertificate } from '../register/certificate-register.service.js';

export const myCertificatesPage = (certificates: readonly RegisteredCertificate[], publicUrl: string) => ({
  certificates: certificates.map((certificate) => certificateLine(certificate, publicUrl)),
});
