"""How an organisation names itself at the foot of pages and letters."""


class Identity:
    """The lines a controller is known by, from what the register holds of it."""

    name: str
    legal_form: str
    address: str
    email: str
    dpo_email: str

    @property
    def legal_name(self) -> str:
        """Its name and its legal form: « Atelier Lumen SAS »."""
        return f"{self.name} {self.legal_form}".strip()

    @property
    def address_line(self) -> str:
        """Its postal address on one line."""
        return ", ".join(line.strip() for line in self.address.splitlines() if line.strip())

    @property
    def asked_at(self) -> str:
        """Where questions about data are answered: the data protection officer, else the organisation itself."""
        return self.dpo_email or self.email

    @property
    def imprint(self) -> str:
        """Who answers for a public page, in one line at its foot."""
        return " · ".join([self.legal_name, self.address_line, self.asked_at])
