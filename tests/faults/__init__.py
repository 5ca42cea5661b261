"""What must survive when programs are killed and messages get lost."""
