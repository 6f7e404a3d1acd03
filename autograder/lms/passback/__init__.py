"""Marks and rosters over the network: LTI 1.3, Canvas's and Moodle's services. [coordinator]"""
