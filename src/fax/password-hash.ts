/** How a password is kept: scrypt (RFC 7914) with its parameters N, r and p, the salt and the hash in hex. */
export const PASSWORD_HASH = /^scrypt:(\d{1,7}):(\d{1,3}):(\d{1,3}):([0-9a-z]{1,64}):([0-9a-f]{64})$/
